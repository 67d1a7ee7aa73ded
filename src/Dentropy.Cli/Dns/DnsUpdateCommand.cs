using System.CommandLine;
using System.Globalization;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Dynamic;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Dns;

// Made for timers: where nothing has changed, nothing is printed and the exit code is 0.
internal static class DnsUpdateCommand
{
    public static Command Create()
    {
        var force = new Option<bool>("--force") { Description = "Believe a changed address at once, and read every place." };
        var whatIf = WhatIfOption.Create();
        var command = new Verb("update", "Lets records follow the public address, as dynamicDns: in cloud.yaml says.") { force, whatIf };
        command.Work = async context =>
        {
            await using var links = new SshLinkPool();
            await using var places = new DnsPlaces(context.Store, links);
            using var run = await new DynamicDns(context.Store, links, places).PlanAsync(new DynamicDnsOptions { Force = context.Get(force) }, context.Stop);
            foreach (var remark in run.Remarks)
                context.Remark(remark);
            foreach (var failure in run.Failures)
                context.Errors.Write(failure);
            if (context.Get(whatIf))
                context.Renderer.Plan([.. run.Changes.Select(change => new PlanView(change.Action.ToString().ToLowerInvariant(), Named(change), [DynamicChangeView.Values(change)]))]);
            else
                await ApplyAsync(context, run);
            return ExitCode.Good;
        };
        return command;
    }

    private static async Task ApplyAsync(CommandContext context, DynamicRun run)
    {
        var (changed, failed) = (new List<DcDnsChange>(), run.Failures.Count);
        await foreach (var outcome in run.ApplyAsync(run.Changes, context.Stop))
        {
            if (outcome.Failure is { } failure)
            {
                failed++;
                context.Errors.Write(failure);
                continue;
            }

            changed.Add(outcome.Change);
            context.Said($"{Named(outcome.Change)}: {DynamicChangeView.Values(outcome.Change)}");
        }

        if (!context.Renderer.ForPeople)
            context.Renderer.Document([.. changed.Select(DynamicChangeView.Of)], CliJsonContext.Default.DynamicChangeView);
        else if (changed.Count + failed > 0 || context.Verbose)
            context.Said(string.Create(CultureInfo.InvariantCulture, $"dns update: {changed.Count} of {run.Records} records changed, {failed} {(failed == 1 ? "failure" : "failures")}"));
    }

    private static string Named(DcDnsChange change) => $"{change.Name} {change.Type} at {change.Place}";
}
