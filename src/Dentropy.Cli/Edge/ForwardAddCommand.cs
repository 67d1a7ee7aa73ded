using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.Engine.Edge.Gateway;

namespace Dentropy.Cli.Edge;

internal static class ForwardAddCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { HelpName = "NAME", Description = "Name of the port forward." };
        var port = new Option<string>("--port") { HelpName = "PORT", Description = "The port, or a range such as 8000-8100.", Required = true };
        var to = new Option<string>("--to") { HelpName = "TARGET", Description = "Where it leads: an address or a node, with a port behind a colon where it is another.", Required = true };
        var protocol = new Option<string[]>("--protocol") { HelpName = "NAME", Description = "tcp or udp, with commas; tcp without it." };
        var from = new Option<string?>("--interface") { HelpName = "NAME", Description = "The interface that it comes in by; the gateway's outside without it." };
        var source = new Option<string[]>("--source") { HelpName = "NETWORK", Description = "Only from these networks, addresses or nodes." };
        var force = new Option<bool>("--force") { Description = "Replace a port forward of that name which is another." };
        var change = new EdgeChange();
        var command = new Verb("forward", "Makes a port forward. The same again changes nothing.");
        command.Arguments.Add(name);
        command.AddAll(port, to, protocol, from, source, force);
        change.AddTo(command);
        command.Work = context =>
        {
            var forward = context.Parsed.GetRequiredValue(name);
            var (address, target) = ForwardTarget.Parse(forward, context.Parsed.GetRequiredValue(to));
            var record = new DcPortForward
            {
                Name = forward,
                Port = context.Parsed.GetRequiredValue(port),
                Address = address,
                ToPort = target,
                Protocol = context.Has(protocol) ? WordLists.Split(context.Get(protocol)) : ["tcp"],
                Interface = context.Get(from),
                Source = WordLists.Split(context.Get(source)),
            };
            return change.RunAsync(context, [new FirewallEdit.AddForward(record, context.Get(force))], $"port forward {forward} is in force");
        };
        return command;
    }
}
