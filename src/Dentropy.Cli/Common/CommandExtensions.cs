using System.CommandLine;

namespace Dentropy.Cli.Common;

internal static class CommandExtensions
{
    public static void AddAll(this Command command, params ReadOnlySpan<Option> options)
    {
        foreach (var option in options)
            command.Options.Add(option);
    }
}
