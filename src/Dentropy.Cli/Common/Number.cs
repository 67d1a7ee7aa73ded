using System.CommandLine;
using System.Globalization;

namespace Dentropy.Cli.Common;

// Options that hold a whole number; their limits are the engine's. The words are read here and not by the parser, because a generic
// option of a value type costs a millisecond of compiling at every start.
internal static class Number
{
    public static Option<string?> Option(string name, string help, string description) => new(name) { HelpName = help, Description = description };

    // Null where the option was not given.
    public static int? Read(CommandContext context, Option<string?> option)
    {
        if (context.Get(option) is not { } word)
            return null;
        return int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw CliError.Option(option.Name, word, "is not a whole number.");
    }
}
