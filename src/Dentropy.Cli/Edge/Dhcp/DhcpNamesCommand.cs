using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Names;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Edge.Dhcp;

internal static class DhcpNamesCommand
{
    public static Command Create()
    {
        var domain = new Option<string?>("--domain") { HelpName = "DOMAIN", Description = "Domain of the nodes' names. Without it the one that is there." };
        var node = DhcpOptions.Node();
        var upstream = new Option<string[]>("--upstream") { HelpName = "ADDRESS", Description = "Server for everything else. Can be repeated, the first one first." };
        var whatIf = WhatIfOption.Create();
        var command = new Verb("names", "Has gateways answer for the names of the inventory.") { domain, node, upstream, whatIf };
        command.Work = async context =>
        {
            await using var links = new SshLinkPool();
            var names = new InventoryNames(context.Store, links);
            var plans = await names.PlanAsync(await DhcpOptions.NodesAsync(context, node), context.Get(domain), context.Has(upstream) ? context.Get(upstream) : null, context.Stop);
            if (context.Get(whatIf))
            {
                context.Renderer.Plan([.. plans.Where(plan => plan.Result.Changed.Count > 0).Select(plan => new PlanView("write", plan.Result.ToString(), plan.Result.Changed))]);
                return ExitCode.Good;
            }

            var done = new List<DcInventoryDns>();
            foreach (var plan in plans)
            {
                try
                {
                    var result = await InventoryNames.ApplyAsync(plan, context.Stop);
                    done.Add(result);
                    if (result.Applied)
                        context.Said($"{result}: {result.Name.Count} names");
                }
                catch (DentropyException e)
                {
                    context.Errors.Write(e);
                }
            }

            if (!context.Renderer.ForPeople)
                context.Renderer.Document([.. done.Select(InventoryDnsView.Of)], CliJsonContext.Default.InventoryDnsView);
            return ExitCode.Good;
        };
        return command;
    }
}
