using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Engine.Edge.Public;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Edge.Public;

internal static class EndpointRemoveCommand
{
    public static Command Create()
    {
        var node = EndpointCommands.Node();
        var to = EndpointCommands.To("Load balancers that may have something of it beside those that the node knows; with commas.", required: false);
        var force = new Option<bool>("--force") { Description = "Go on where a node cannot be reached; what it has stays there." };
        var yes = YesOption.Create();
        var whatIf = WhatIfOption.Create();
        var command = new Verb("remove", "Takes a public endpoint away, on all of its nodes.") { node, to, force, yes, whatIf };
        command.Work = async context =>
        {
            var target = await EndpointNodes.OneAsync(context, context.Parsed.GetRequiredValue(node));
            var balancers = await EndpointNodes.ManyAsync(context, context.Get(to));
            await using var links = new SshLinkPool();
            var endpoints = new PublicEndpoints(context.Store, links);
            var plan = await endpoints.PlanRemoveAsync(target, balancers, context.Get(force), context.Stop);
            if (context.Get(whatIf))
                return EndpointChange.Plan(context, plan);
            if (!await context.ConfirmAsync("remove", $"the public endpoint of {target.Name}", context.Get(yes)))
                return ExitCode.Good;
            await EndpointChange.ApplyAsync(context, endpoints, plan);
            context.Said($"{target.Name}: has no public endpoint any more");
            return ExitCode.Good;
        };
        return command;
    }
}
