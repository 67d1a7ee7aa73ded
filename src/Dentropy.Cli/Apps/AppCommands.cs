using System.CommandLine;
using Dentropy.Cli.Backups;
using Dentropy.Cli.Common;

namespace Dentropy.Cli.Apps;

internal static class AppCommands
{
    private static readonly VerbSource[] s_verbs =
    [
        new("list", AppListCommand.Create),
        new("show", AppShowCommand.Create),
        new("start", () => AppPowerCommand.Create(AppAction.Start)),
        new("stop", () => AppPowerCommand.Create(AppAction.Stop)),
        new("restart", () => AppPowerCommand.Create(AppAction.Restart)),
        new("remove", AppRemoveCommand.Create),
        new("deploy", AppDeployCommand.Create),
        new("logs", AppLogsCommand.Create),
        new("move", MoveCommand.Create),
    ];

    public static Command Create(string? only) => new Command("app", "Apps on Docker: compose projects, labelled groups, single containers.").With(s_verbs, only);
}
