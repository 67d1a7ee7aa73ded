using System.CommandLine;
using Dentropy.Cli.Common;

namespace Dentropy.Cli.Backups;

internal static class BackupCommands
{
    private static readonly VerbSource[] s_verbs =
    [
        new("create", BackupCreateCommand.Create),
        new("list", BackupListCommand.Create),
        new("show", BackupShowCommand.Create),
        new("verify", BackupVerifyCommand.Create),
        new("prune", BackupPruneCommand.Create),
        new("remove", BackupRemoveCommand.Create),
    ];

    public static Command Create(string? only) => new Command("backup", "Backups of apps.").With(s_verbs, only);
}
