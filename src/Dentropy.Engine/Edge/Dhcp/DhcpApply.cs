using System.Runtime.CompilerServices;
using Dentropy.Edge;
using Dentropy.Engine.Dnsmasq;

namespace Dentropy.Engine.Edge.Dhcp;

/// <summary>Does what plans say: each node's files are written once.</summary>
internal static class DhcpApply
{
    // Others who change something else at the same time cost a new reading each.
    private const int Attempts = 10;

    public static async IAsyncEnumerable<DhcpOutcome> RunAsync(IReadOnlyList<DhcpPlan> plans, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stopped = new Dictionary<DhcpPlan, string>();
        var nodes = plans.SelectMany(plan => plan.Steps, (plan, step) => (Plan: plan, Step: step)).GroupBy(one => one.Step.Node);
        foreach (var node in nodes)
        {
            var left = node.Where(one => stopped.ContainsKey(one.Plan)).ToList();
            foreach (var (plan, step) in left)
                yield return new DhcpOutcome(step.Change, NotDone(step.Change, stopped[plan]));
            var todo = node.Except(left).ToList();
            var outcomes = await NodeAsync(node.Key, [.. todo.Select(one => one.Step)], cancellationToken).ConfigureAwait(false);
            foreach (var ((plan, _), outcome) in todo.Zip(outcomes))
            {
                if (outcome.Failure is not null && plan.InOrder)
                    stopped[plan] = outcome.Change.Node;
                yield return outcome;
            }
        }
    }

    private static async Task<IReadOnlyList<DhcpOutcome>> NodeAsync(DhcpNode node, IReadOnlyList<DhcpStep> steps, CancellationToken cancellationToken)
    {
        try
        {
            DhcpState? state = null;
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                state ??= attempt == 0 ? steps.FirstOrDefault()?.State : await node.ReadAsync(cancellationToken).ConfigureAwait(false);
                var (files, outcomes) = Work(state, steps);
                if (files == state?.Files || await node.WriteAsync(state!, files!, cancellationToken).ConfigureAwait(false))
                    return outcomes;
                state = null;
            }

            throw DhcpErrors.OfNode(node.Site, DnsmasqFolder.Changed, "");
        }
        catch (DentropyException e)
        {
            return [.. steps.Select(step => new DhcpOutcome(step.Change, e))];
        }
    }

    // What does not fit what is there is left out of the new files, and told.
    private static (DhcpFiles? Files, IReadOnlyList<DhcpOutcome> Outcomes) Work(DhcpState? state, IReadOnlyList<DhcpStep> steps)
    {
        var (files, outcomes) = (state?.Files, new List<DhcpOutcome>());
        foreach (var step in steps)
        {
            var there = files!.Find(step.IsRange, step.Change.Name);
            var failure = there is null ? (step.Before is null ? null : DhcpErrors.Changed(step.Change.Name, step.Change.Node))
                : there.Is(step.Before) || there.Is(step.After) ? null : DhcpErrors.Changed(step.Change.Name, step.Change.Node);
            failure ??= Refusal(step, files);
            var changes = failure is null && (there is null ? step.After is not null : !there.Is(step.After));
            if (changes)
                files = files.With(step.IsRange, step.Change.Name, step.After);
            outcomes.Add(new DhcpOutcome(step.Change with { Applied = changes }, failure));
        }

        return (files, outcomes);
    }

    private static DentropyException? Refusal(DhcpStep step, DhcpFiles files)
    {
        try
        {
            step.Check(files);
            return null;
        }
        catch (DentropyException e)
        {
            return e;
        }
    }

    private static DentropyException NotDone(DcDhcpChange change, string failed) => new(
        "DhcpNotDone",
        DentropyErrorCategory.ResourceBusy,
        change.Name,
        $"{change.Name} on node {change.Node} was left as it was, because node {failed} still gives out what it did before. Mend that, and set the range again.");
}
