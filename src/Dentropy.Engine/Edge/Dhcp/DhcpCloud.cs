using System.Runtime.CompilerServices;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Edge.Dhcp;

/// <summary>The nodes of a cloud that give out addresses.</summary>
internal sealed class DhcpCloud(INodeStore store, ILinkPool links)
{
    public INodeStore Store => store;

    /// <summary>The nodes that are named, else those that the cloud has for it.</summary>
    /// <exception cref="DentropyException"><c>DhcpNodeNotFound</c>, <c>NodeNotFound</c>, <c>CloudFileInvalid</c>.</exception>
    public async Task<IReadOnlyList<DhcpNode>> NodesAsync(IReadOnlyList<DcNode> named, CancellationToken cancellationToken)
    {
        var section = await DhcpSection.ReadAsync(store.Location, cancellationToken).ConfigureAwait(false);
        var nodes = named.Count > 0 ? named : await section.NodesAsync(store, cancellationToken).ConfigureAwait(false);
        return nodes.Count > 0 ? [.. nodes.OrderBy(node => node.Name, NodeNameOrder.Instance).Select(node => new DhcpNode(section.Site(node), links))] : throw DhcpErrors.NoNode(store.Location);
    }

    /// <summary>The other nodes that the cloud has for it.</summary>
    public async Task<IReadOnlyList<DhcpNode>> OthersAsync(IReadOnlyList<DhcpNode> nodes, CancellationToken cancellationToken)
    {
        var section = await DhcpSection.ReadAsync(store.Location, cancellationToken).ConfigureAwait(false);
        var all = await section.NodesAsync(store, cancellationToken).ConfigureAwait(false);
        return [.. all.Where(other => !nodes.Any(node => string.Equals(node.Site.Node.Name, other.Name, StringComparison.OrdinalIgnoreCase))).Select(other => new DhcpNode(section.Site(other), links))];
    }

    /// <summary>What the nodes' files say, read side by side.</summary>
    public static async Task<IReadOnlyList<(DhcpNode Node, DhcpState State)>> ReadAsync(IReadOnlyList<DhcpNode> nodes, CancellationToken cancellationToken)
    {
        var states = await Task.WhenAll(nodes.Select(node => node.ReadAsync(cancellationToken))).ConfigureAwait(false);
        return [.. nodes.Zip(states)];
    }

    /// <summary>What is found on each node, in their order. A node that cannot be read is a failure of its own.</summary>
    public async IAsyncEnumerable<DhcpFound<T>> FindAsync<T>(
        IReadOnlyList<DcNode> named, Func<DhcpNode, CancellationToken, Task<IReadOnlyList<DhcpFound<T>>>> find, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        var nodes = await NodesAsync(named, cancellationToken).ConfigureAwait(false);
        foreach (var running in nodes.Select(AttemptAsync).ToList())
        {
            foreach (var found in await running.ConfigureAwait(false))
                yield return found;
        }

        async Task<IReadOnlyList<DhcpFound<T>>> AttemptAsync(DhcpNode node)
        {
            try
            {
                return await find(node, cancellationToken).ConfigureAwait(false);
            }
            catch (DentropyException e)
            {
                return [new DhcpFound<T>(node.Site.Node.Name, null, e)];
            }
        }
    }

    /// <summary>What taking entries away comes to. Nodes that do not have one are passed over.</summary>
    /// <exception cref="DentropyException"><c>DhcpRangeNotFound</c>, <c>DhcpReservationNotFound</c>, and those of reading.</exception>
    public async Task<IReadOnlyList<DhcpPlan>> PlanRemoveAsync(IReadOnlyList<DcNode> named, bool isRange, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        var read = await ReadAsync(await NodesAsync(named, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        var plans = new List<DhcpPlan>();
        foreach (var name in names.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var steps = read.Select(one => (one.Node, one.State, Entry: one.State.Files.Find(isRange, name))).Where(one => one.Entry is not null)
                .Select(one => DhcpStep.Of(one.Entry!.Name, one.Node, one.State, isRange, one.Entry, null, static _ => { })).ToList();
            if (steps.Count == 0)
            {
                var there = read.SelectMany(one => one.State.Files.Entries).Where(entry => entry.IsRange == isRange).Select(entry => entry.Name).Distinct(StringComparer.Ordinal);
                throw DhcpErrors.NotFound(isRange ? "Range" : "Reservation", name, read.Select(one => one.Node.Site.Node.Name), there);
            }

            plans.Add(new DhcpPlan(steps[0].Change.Name, steps, inOrder: false));
        }

        return plans;
    }

    public static bool Like(IReadOnlyCollection<string> patterns, string? text) =>
        patterns.Count == 0 || (text is not null && patterns.Any(pattern => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, text)));
}
