using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;

namespace Dentropy.Cli.Edge;

internal static class GatewaySetCommand
{
    public static Command Create()
    {
        var outside = new Option<string>("--outside") { HelpName = "NAME", Description = "The interface towards the outside.", Required = true };
        var inside = new Option<string[]>("--inside") { HelpName = "NAME", Description = "The interfaces towards the inside; with commas.", Required = true };
        var network = new Option<string[]>("--network") { HelpName = "NETWORK", Description = "The networks inside, such as 10.77.0.0/16; with commas.", Required = true };
        var masquerade = new Option<bool>("--masquerade") { Description = "What goes out gets the gateway's own address." };
        var change = new EdgeChange();
        var command = new Verb("set", "Makes a node the gateway between an inside network and the outside, or changes it.");
        command.AddAll(outside, inside, network, masquerade);
        change.AddTo(command);
        command.Work = context => change.RunAsync(
            context,
            [
                new FirewallEdit.SetGateway(new DcGateway
                {
                    Node = "", Outside = context.Parsed.GetRequiredValue(outside), Inside = WordLists.Split(context.Get(inside)), Network = WordLists.Split(context.Get(network)), Masquerade = context.Get(masquerade),
                }),
            ],
            "is the gateway");
        return command;
    }
}
