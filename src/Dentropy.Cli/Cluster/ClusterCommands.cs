using System.CommandLine;
using Dentropy.Cli.Cluster.Serf;
using Dentropy.Cli.Common;

namespace Dentropy.Cli.Cluster;

internal static class ClusterCommands
{
    private static readonly VerbSource[] s_verbs =
    [
        new("members", ClusterMembersCommand.Create),
        new("event", ClusterEventCommand.Create),
        new("query", ClusterQueryCommand.Create),
        new("watch", ClusterWatchCommand.Create),
        new("install", SerfInstallCommand.Create),
        new("uninstall", SerfUninstallCommand.Create),
        new("keys", SerfKeysCommand.Create),
        new("new-key", SerfNewKeyCommand.Create),
        new("rotate", SerfRotateCommand.Create),
    ];

    public static Command Create(string? only) => new Command("cluster", "A Serf cluster: its members, events and queries, its agents and their key.").With(s_verbs, only);
}
