using System.CommandLine;
using Dentropy.Cli.Cluster.Serf;
using Dentropy.Cli.Common;

namespace Dentropy.Cli.Cluster;

internal static class ClusterCommands
{
    private static readonly VerbSource[] s_verbs =
    [
        new("install", SerfInstallCommand.Create),
        new("uninstall", SerfUninstallCommand.Create),
        new("keys", SerfKeysCommand.Create),
        new("new-key", SerfNewKeyCommand.Create),
        new("rotate", SerfRotateCommand.Create),
    ];

    public static Command Create(string? only) => new Command("cluster", "Serf's agents: who is there, and what is said.").With(s_verbs, only);
}
