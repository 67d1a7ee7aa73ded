using System.CommandLine;
using Dentropy.Cli.Common;

namespace Dentropy.Cli.Edge;

internal static class GatewayCommands
{
    private static readonly VerbSource[] s_verbs =
    [
        new("show", GatewayShowCommand.Create),
        new("set", GatewaySetCommand.Create),
        new("remove", GatewayRemoveCommand.Create),
        new("forwards", ForwardListCommand.Create),
        new("forward", ForwardAddCommand.Create),
        new("unforward", ForwardRemoveCommand.Create),
    ];

    public static Command Create(string? only) => new Command("gateway", "Nodes that join an inside network with an outside one, and their port forwards.").With(s_verbs, only);
}
