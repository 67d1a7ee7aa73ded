using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Engine.Edge.Firewall;

namespace Dentropy.Cli.Edge;

internal static class GatewayRemoveCommand
{
    public static Command Create()
    {
        var yes = YesOption.Create();
        var change = new EdgeChange();
        var command = new Verb("remove", "A node is no gateway any more; its port forwards go as well.");
        change.AddTo(command);
        command.Options.Add(yes);
        command.Work = context => change.RunAsync(context, [new FirewallEdit.RemoveGateway()], "is no gateway any more", ("remove", "the gateway", context.Get(yes)));
        return command;
    }
}
