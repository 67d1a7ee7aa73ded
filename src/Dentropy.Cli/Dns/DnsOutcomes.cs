using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;

namespace Dentropy.Cli.Dns;

// What became of changes: a line each for people as it is known, a document for machines.
internal static class DnsOutcomes
{
    public static void Plan(CommandContext context, IReadOnlyList<DcDnsChange> changes) => context.Renderer.Plan(
        [.. changes.Where(change => change.Action != DcDnsAction.None).Select(change => new PlanView(DnsText.Verb(change), DnsText.Target(change), DnsText.Details(change)))]);

    public static async Task ShowAsync(CommandContext context, IAsyncEnumerable<DnsOutcome> outcomes)
    {
        var changes = new List<DcDnsChange>();
        await foreach (var (change, failure) in outcomes)
        {
            if (failure is not null)
            {
                context.Errors.Write(failure);
                continue;
            }

            changes.Add(change);
            if (change.Action != DcDnsAction.None)
                context.Said(DnsText.Line(change));
            else
                context.Remark($"{DnsText.Target(change)} is as it is to be");
            if (context.Renderer.Format == OutputFormat.Jsonl)
                context.Renderer.Line(DnsChangeView.Of(change), CliJsonContext.Default.DnsChangeView);
        }

        if (!context.Renderer.ForPeople && context.Renderer.Format != OutputFormat.Jsonl)
            context.Renderer.Document([.. changes.Select(DnsChangeView.Of)], CliJsonContext.Default.DnsChangeView);
    }
}
