using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Dentropy.Cli.Common;

// Options that hold a whole number; their limits are the engine's.
internal static class Number
{
    public static Option<long?> Option(string name, string help, string description) =>
        new(name) { HelpName = help, Description = description, CustomParser = Parse };

    private static long? Parse(ArgumentResult result)
    {
        var word = result.Tokens.Count > 0 ? result.Tokens[^1].Value : "";
        if (int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        var option = (result.Parent as OptionResult)?.Option.Name;
        result.AddError($"{option} '{word}' is not a whole number.");
        return null;
    }
}
