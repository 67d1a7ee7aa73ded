using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Edge.Dhcp;
using Dentropy.Cli.Nodes;
using Dentropy.Engine.Edge.Boot;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Edge.Boot;

internal static class BootRemoveCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { Arity = ArgumentArity.OneOrMore, Description = "Names of machines." };
        var (node, yes, whatIf) = (DhcpOptions.Node(), YesOption.Create(), WhatIfOption.Create());
        var command = new Verb("remove", "Has machines boot over the network no more.") { names, node, yes, whatIf };
        command.Work = async context =>
        {
            await using var links = new SshLinkPool();
            var boots = new NetworkBoots(context.Store, links);
            var plans = await boots.PlanRemoveAsync(await DhcpOptions.NodesAsync(context, node), context.Parsed.GetRequiredValue(names), context.Stop);
            if (context.Get(whatIf))
                BootOutcomes.Plan(context, "remove", plans);
            else if (await context.ConfirmAsync("remove", string.Join(", ", plans.Select(plan => plan.Name)), context.Get(yes)))
                await BootOutcomes.ShowAsync(context, boots, plans, "-");
            return ExitCode.Good;
        };
        return command;
    }
}
