using System.CommandLine;
using Dentropy.Cli.Common;

namespace Dentropy.Cli.Nodes;

internal static class NodeCommands
{
    public static Command Create(CliApplication application) => new("node", "The nodes of the cloud.")
    {
        NodeAddCommand.Create(application),
        NodeListCommand.Create(application),
        NodeShowCommand.Create(application),
        NodeSetCommand.Create(application),
        NodeRemoveCommand.Create(application),
    };
}
