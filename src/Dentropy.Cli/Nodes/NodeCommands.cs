using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Nodes;

namespace Dentropy.Cli.Nodes;

internal static class NodeCommands
{
    private static readonly VerbSource[] s_verbs =
    [
        new("add", NodeAddCommand.Create),
        new("list", NodeListCommand.Create),
        new("show", NodeShowCommand.Create),
        new("set", NodeSetCommand.Create),
        new("remove", NodeRemoveCommand.Create),
        new("test", NodeTestCommand.Create),
        new("restart", () => NodePowerCommand.Create(DcNodePowerAction.Restart)),
        new("stop", () => NodePowerCommand.Create(DcNodePowerAction.Stop)),
    ];

    public static Command Create(string? only) => new Command("node", "The nodes of the cloud.").With(s_verbs, only);
}
