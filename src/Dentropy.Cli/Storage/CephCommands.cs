using System.CommandLine;
using Dentropy.Cli.Common;

namespace Dentropy.Cli.Storage;

internal static class CephCommands
{
    private static readonly VerbSource[] s_verbs =
    [
        new("health", CephHealthCommand.Create),
        new("osd", () => CephListCommand.Osds()),
        new("pool", () => CephListCommand.Pools()),
        new("capacity", () => CephListCommand.Capacity()),
        new("wait", CephWaitCommand.Create),
    ];

    public static Command Create(string? only) => new Command("ceph", "Ceph clusters: what is wrong and what to do, OSDs, pools, space, and how much more may fail.").With(s_verbs, only);
}
