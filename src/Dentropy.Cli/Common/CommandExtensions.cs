using System.CommandLine;

namespace Dentropy.Cli.Common;

internal static class CommandExtensions
{
    // Adds verbs: all of them, or the one that the command line names. Making the others takes longer than most verbs' work.
    public static Command With(this Command command, VerbSource[] verbs, string? only)
    {
        var named = Array.Exists(verbs, verb => string.Equals(verb.Name, only, StringComparison.Ordinal));
        foreach (var verb in verbs)
        {
            if (!named || string.Equals(verb.Name, only, StringComparison.Ordinal))
                command.Subcommands.Add(verb.Create());
        }

        return command;
    }

    public static void AddAll(this Command command, params Option[] options)
    {
        foreach (var option in options)
            command.Options.Add(option);
    }
}
