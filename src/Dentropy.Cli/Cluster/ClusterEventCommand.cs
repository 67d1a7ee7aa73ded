using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Cluster;

internal static class ClusterEventCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "Name of the event." };
        var payload = ClusterOptions.Payload();
        var coalesce = new Option<bool>("--coalesce") { Description = "Agents may hand on several of this name that come close together as one." };
        var via = ClusterOptions.Via();
        var whatIf = WhatIfOption.Create();
        var command = new Verb("event", "Sends an event to all members of the Serf cluster.") { name, payload, coalesce, via, whatIf };
        command.Work = async context =>
        {
            var (title, bytes) = (context.Parsed.GetRequiredValue(name), ClusterOptions.Payload(context, payload));
            if (context.Get(whatIf))
            {
                context.Renderer.Plan([new PlanView("send event", title, [$"{bytes.Length} bytes"])]);
                return ExitCode.Good;
            }

            await using var links = new SshLinkPool();
            await context.Cluster(links).SendEventAsync(title, bytes, context.Get(coalesce), context.Get(via) ?? [], context.Stop);
            return ExitCode.Good;
        };
        return command;
    }
}
