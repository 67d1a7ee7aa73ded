using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Nodes;

namespace Dentropy.Cli.Nodes;

internal static class NodeCommands
{
    public static Command Create() => new("node", "The nodes of the cloud.")
    {
        NodeAddCommand.Create(),
        NodeListCommand.Create(),
        NodeShowCommand.Create(),
        NodeSetCommand.Create(),
        NodeRemoveCommand.Create(),
        NodeTestCommand.Create(),
        NodePowerCommand.Create(DcNodePowerAction.Restart),
        NodePowerCommand.Create(DcNodePowerAction.Stop),
    };
}
