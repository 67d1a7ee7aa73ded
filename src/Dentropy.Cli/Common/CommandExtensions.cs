using System.CommandLine;

namespace Dentropy.Cli.Common;

internal static class CommandExtensions
{
    // The work of a verb; its failures are told in one place, CliApplication. Returns what the command line is given as its exit code.
    public static void Does(this Command command, CliApplication application, Func<CommandContext, Task<int>> work) =>
        command.SetAction((parsed, stop) => application.RunAsync(parsed, work, stop));

    public static void AddAll(this Command command, params ReadOnlySpan<Option> options)
    {
        foreach (var option in options)
            command.Options.Add(option);
    }
}
