using System.Management.Automation;
using Dentropy.Engine.Cluster;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Edge;

// A cmdlet that changes packet filters: what each node would get is worked out and checked first, then asked for, then done on all at once.
public abstract class EdgeCmdlet : CloudCmdlet
{
    private protected const int Throttle = 16;

    [Parameter]
    [DurationTransformation]
    public TimeSpan ConfirmWithin { get; set; } = TimeSpan.FromSeconds(30);

    private protected async Task<List<(DcNode Node, FirewallView View)>> ReadAsync(IReadOnlyList<DcNode> nodes, CancellationToken cancellationToken)
    {
        var read = new List<(DcNode, FirewallView)>();
        var firewalls = Firewalls(nodes);
        await foreach (var (node, view) in EachAsync(nodes, (node, token) => firewalls[node].ReadAsync(node, token), cancellationToken))
            read.Add((node, view));
        return read;
    }

    private protected async Task ChangeAsync(
        IReadOnlyList<DcNode> nodes, Func<DcNode, IReadOnlyList<FirewallEdit>> edits, Func<FirewallView, IEnumerable<object>> output, CancellationToken cancellationToken)
    {
        var plans = new Dictionary<DcNode, FirewallPlan>();
        var firewalls = Firewalls(nodes);
        await foreach (var (node, plan) in EachAsync(nodes, (node, token) => firewalls[node].PlanAsync(node, edits(node), token), cancellationToken))
        {
            if (!plan.Changed)
                WriteVerbose($"The firewall of {node.Name} is as it is to be.");
            if (!plan.Changed || Confirm(node.Name, "Change the firewall:\n" + plan.Describe(), out _))
                plans.Add(node, plan);
        }

        await foreach (var (_, view) in EachAsync([.. plans.Keys], (node, token) => firewalls[node].ApplyAsync(plans[node], ConfirmWithin, token), cancellationToken))
        {
            foreach (var note in view.Notes)
                WriteWarning(note);
            foreach (var record in output(view))
                WriteObject(record);
        }
    }

    // Made here, on the pipeline thread; the work itself runs on others.
    private Dictionary<DcNode, NodeFirewall> Firewalls(IReadOnlyList<DcNode> nodes)
    {
        var links = Session.Current.Links();
        return nodes.ToDictionary(node => node, node => new NodeFirewall(OpenStore(node.Cloud), links));
    }

    // What fails on one node is one error, and the others go on.
    private async IAsyncEnumerable<(DcNode Node, T Result)> EachAsync<T>(
        IReadOnlyList<DcNode> nodes, Func<DcNode, CancellationToken, Task<T>> work, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        await foreach (var (node, result, failure) in FanOut.TryAsync(nodes, Throttle, work, cancellationToken))
        {
            if (failure is not null)
                WriteError(failure, failure.Target ?? node.Name);
            else
                yield return (node, result!);
        }
    }
}
