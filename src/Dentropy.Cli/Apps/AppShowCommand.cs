using System.CommandLine;

namespace Dentropy.Cli.Apps;

internal static class AppShowCommand
{
    public static Command Create() => AppListCommand.Create(
        "show",
        "Shows services, containers, volumes and ports of apps.",
        ArgumentArity.OneOrMore,
        (context, apps) => context.Terminal.Out(string.Join('\n', apps.Select(AppText.Details))));
}
