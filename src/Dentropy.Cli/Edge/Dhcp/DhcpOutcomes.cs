using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Dhcp;

namespace Dentropy.Cli.Edge.Dhcp;

// What became of plans: a line each for people, a document for machines.
internal static class DhcpOutcomes
{
    public static void Plan(CommandContext context, IReadOnlyList<DhcpPlan> plans) => context.Renderer.Plan(
        [.. plans.SelectMany(plan => plan.Changes).Where(change => change.Action != DcDhcpAction.None).Select(change => new PlanView(DhcpText.Verb(change), DhcpText.Target(change), DhcpText.Details(change)))]);

    public static async Task ShowAsync(CommandContext context, IAsyncEnumerable<DhcpOutcome> outcomes)
    {
        var changes = new List<DcDhcpChange>();
        await foreach (var (change, failure) in outcomes)
        {
            if (failure is not null)
            {
                context.Errors.Write(failure);
                continue;
            }

            changes.Add(change);
            if (change.Action == DcDhcpAction.None)
                context.Remark($"{DhcpText.Target(change)} is as it is to be");
            else
                context.Said(DhcpText.Line(change));
        }

        if (!context.Renderer.ForPeople)
            context.Renderer.Document([.. changes.Select(DhcpChangeView.Of)], CliJsonContext.Default.DhcpChangeView);
    }
}
