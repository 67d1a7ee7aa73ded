using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Plans;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Dns;

internal static class DnsApplyCommand
{
    public static Command Create()
    {
        var file = DnsPlanCommand.File();
        var foreign = DnsPlanCommand.Foreign();
        var allow = Number.Option("--allow-removal", "N", "So many records of a zone may go, also where that is a third of them.");
        var force = new Option<bool>("--force") { Description = "Any number of records may go, and a place that is suddenly empty is believed." };
        var (yes, whatIf) = (YesOption.Create(), WhatIfOption.Create());
        var command = new Verb("apply", "Brings every place to what a file of DNS records says. It asks first.") { file, foreign, allow, force, yes, whatIf };
        command.Work = async context =>
        {
            await using var links = new SshLinkPool();
            await using var open = context.DnsPlaces(links);
            var plans = new DnsPlans(open);
            var permission = new DnsPlanPermission(Number.Read(context, allow), context.Get(force));
            var seen = await plans.PlanAsync(Path.GetFullPath(context.Parsed.GetRequiredValue(file)), context.Get(foreign), context.Stop);
            DnsPlans.Check(seen, permission);
            foreach (var failure in seen.Unread)
                context.Errors.Write(failure);
            if (context.Get(whatIf))
                DnsOutcomes.Plan(context, seen.Plan.Changes);
            else if (seen.Plan.Changes.Count == 0 || await AgreedAsync(context, seen.Plan, context.Get(yes)))
                await DnsOutcomes.ShowAsync(context, ApplyAsync());
            return ExitCode.Good;

            async IAsyncEnumerable<Engine.Dns.Places.DnsOutcome> ApplyAsync()
            {
                // Whoever was asked has seen a plan, and that is what is done; without a question there was no time in between.
                var now = context.Get(yes) ? seen : await plans.PrepareAsync(seen.Plan, permission, context.Stop);
                await foreach (var outcome in plans.ApplyAsync(now, now.Plan.Changes, context.Stop))
                    yield return outcome;
            }
        };
        return command;
    }

    private static async Task<bool> AgreedAsync(CommandContext context, DcDnsPlan plan, bool yes)
    {
        foreach (var change in yes ? [] : plan.Changes)
            context.Terminal.ErrorLine(DnsText.Line(change));
        return await context.ConfirmAsync("make", plan.Changes.Count == 1 ? "1 change" : $"{plan.Changes.Count} changes", yes);
    }
}
