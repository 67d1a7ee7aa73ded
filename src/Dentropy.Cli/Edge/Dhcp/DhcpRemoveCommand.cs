using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Engine.Edge.Dhcp;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Edge.Dhcp;

internal static class DhcpRemoveCommand
{
    public static Command Create(bool isRange)
    {
        var names = new Argument<string[]>("NAME") { Arity = ArgumentArity.OneOrMore, Description = isRange ? "Names of ranges." : "Names of clients." };
        var (node, yes, whatIf) = (DhcpOptions.Node(), YesOption.Create(), WhatIfOption.Create());
        var command = new Verb(isRange ? "remove" : "unreserve", isRange ? "Stops giving out ranges." : "Takes reservations away.") { names, node, yes, whatIf };
        command.Work = async context =>
        {
            await using var links = new SshLinkPool();
            var (ranges, reservations) = (new DhcpRanges(context.Store, links), new DhcpReservations(context.Store, links));
            var (nodes, wanted) = (await DhcpOptions.NodesAsync(context, node), context.Parsed.GetRequiredValue(names));
            var plans = isRange ? await ranges.PlanRemoveAsync(nodes, wanted, context.Stop) : await reservations.PlanRemoveAsync(nodes, wanted, context.Stop);
            if (context.Get(whatIf))
                DhcpOutcomes.Plan(context, plans);
            else if (await context.ConfirmAsync("remove", string.Join(", ", plans.SelectMany(plan => plan.Changes).Select(DhcpText.Target)), context.Get(yes)))
                await DhcpOutcomes.ShowAsync(context, isRange ? ranges.ApplyAsync(plans, context.Stop) : reservations.ApplyAsync(plans, context.Stop));
            return ExitCode.Good;
        };
        return command;
    }
}
