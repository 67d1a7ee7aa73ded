using Dentropy.Edge;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Edge.Dhcp;

/// <summary>
/// Ranges that nodes give out by DHCP with dnsmasq. Each node's own files are the truth. Where two nodes give out one range, each has a half of its own:
/// none can give an address that another has given, also when they do not see each other.
/// </summary>
/// <param name="store">The inventory. The section <c>dhcp</c> of its <c>cloud.yaml</c>, or the role <c>gateway</c>, says which nodes are meant where none is named.</param>
/// <param name="links">Links to the nodes.</param>
public sealed class DhcpRanges(INodeStore store, ILinkPool links)
{
    private const int MostNodes = 2;

    private readonly DhcpCloud _cloud = new(store, links);

    /// <summary>The ranges of nodes.</summary>
    /// <param name="nodes">The nodes; none for those that the cloud has for it.</param>
    /// <param name="names">Names or wildcards; none for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException"><c>DhcpNodeNotFound</c>, <c>CloudFileInvalid</c>. What goes wrong on one node is among what is found.</exception>
    public IAsyncEnumerable<DhcpFound<DcDhcpRange>> GetAsync(IReadOnlyList<DcNode> nodes, IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        _cloud.FindAsync<DcDhcpRange>(
            nodes,
            async (node, token) =>
            {
                var state = await node.ReadAsync(token).ConfigureAwait(false);
                return [.. state.Files.Ranges.Where(entry => DhcpCloud.Like(names, entry.Name)).Select(entry => new DhcpFound<DcDhcpRange>(node.Site.Node.Name, entry.Range! with { Cloud = store.Location }, null))];
            },
            cancellationToken);

    /// <summary>Works out what setting a range comes to. Reads the nodes, and writes nothing.</summary>
    /// <param name="nodes">The node that is to give it out, or two of them, each a half; none for those that the cloud has for it.</param>
    /// <param name="settings">The range.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException">
    /// <c>DhcpRangeInvalid</c>, <c>DhcpAddressOutside</c>, <c>DhcpInterfaceNotFound</c>, <c>DhcpRangeOverlap</c>, <c>DhcpGatewayUnreachable</c>,
    /// <c>DhcpNodeNotFound</c>, <c>DhcpFileInvalid</c>, and those of links.
    /// </exception>
    public async Task<DhcpPlan> PlanSetAsync(IReadOnlyList<DcNode> nodes, DhcpRangeSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var name = DhcpRules.RangeName(settings.Name);
        var meant = await _cloud.NodesAsync(nodes, cancellationToken).ConfigureAwait(false);
        if (meant.Count > MostNodes)
            throw DhcpErrors.Invalid("DhcpRangeInvalid", name, $"A range is given out by one node, or by two that share it, and these are {string.Join(", ", meant.Select(node => node.Site.Node.Name))}. Name one or two with -Node.");
        var read = await DhcpCloud.ReadAsync(meant, cancellationToken).ConfigureAwait(false);
        var known = read.Select(one => one.State.Files.Find(isRange: true, name)?.Range).OfType<DcDhcpRange>().FirstOrDefault();
        var ranges = read.Select((one, at) => DhcpRules.Range(settings, known, one.State, one.Node.Site.Node.Name, store.Location, at + 1, read.Count)).ToList();
        var others = await OthersAsync(meant, settings.Force, cancellationToken).ConfigureAwait(false);
        foreach (var range in ranges)
            DhcpRules.CheckOverlap(range, others);
        var steps = read.Zip(ranges, (one, range) => Step(one.Node, one.State, range)).ToList();
        foreach (var step in steps)
            step.Check(step.State.Files);
        return new DhcpPlan(name, Ordered(name, steps), inOrder: true);
    }

    /// <summary>Works out what removing ranges comes to. Reservations in their networks stay in the files.</summary>
    /// <param name="nodes">The nodes; none for those that the cloud has for it. Those that do not have one are passed over.</param>
    /// <param name="names">Names.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException"><c>DhcpRangeNotFound</c>, <c>DhcpNodeNotFound</c>, <c>DhcpFileInvalid</c>, and those of links.</exception>
    public Task<IReadOnlyList<DhcpPlan>> PlanRemoveAsync(IReadOnlyList<DcNode> nodes, IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        _cloud.PlanRemoveAsync(nodes, isRange: true, names, cancellationToken);

    /// <summary>Does what plans say, one node after the other. dnsmasq checks its new files before they count, and is started anew; what it does not start with is taken back.</summary>
    /// <param name="plans">The plans.</param>
    /// <param name="cancellationToken">Ends the waiting; files that are being written are finished.</param>
    /// <returns>An outcome for each change.</returns>
    public IAsyncEnumerable<DhcpOutcome> ApplyAsync(IReadOnlyList<DhcpPlan> plans, CancellationToken cancellationToken) => DhcpApply.RunAsync(plans, cancellationToken);

    private static DhcpStep Step(DhcpNode node, DhcpState state, DcDhcpRange range) => DhcpStep.Of(
        range.Name,
        node,
        state,
        isRange: true,
        state.Files.Find(isRange: true, range.Name),
        DhcpSyntax.Entry(range),
        files => DhcpRules.CheckOverlap(range, files.Ranges.Select(entry => entry.Range!).Where(other => other.Name != range.Name)));

    // Which node comes first, so that at no time two of them give out the same address, also where the second one fails.
    private static IReadOnlyList<DhcpStep> Ordered(string name, IReadOnlyList<DhcpStep> steps)
    {
        if (steps is not [var one, var other] || IsSafe(one, other))
            return steps;
        return IsSafe(other, one) ? [other, one] : throw DhcpErrors.Exists(
            "DhcpRangeOverlap",
            name,
            $"{name} cannot go to its new addresses one node after the other: either would give out what the other one still has. Remove the range on both first, or choose addresses apart from the old ones.");

        static bool IsSafe(DhcpStep first, DhcpStep second) => second.Before is null || !DhcpRules.Overlap(first.After!.Range!, second.Before.Range!);
    }

    private async Task<IReadOnlyList<DcDhcpRange>> OthersAsync(IReadOnlyList<DhcpNode> meant, bool force, CancellationToken cancellationToken)
    {
        var ranges = new List<DcDhcpRange>();
        foreach (var other in await _cloud.OthersAsync(meant, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                ranges.AddRange((await other.ReadAsync(cancellationToken).ConfigureAwait(false)).Files.Ranges.Select(entry => entry.Range!));
            }
            catch (DentropyException e) when (e.ErrorId is "DhcpFolderNotFound")
            {
                // It has no dnsmasq, and gives out nothing.
            }
            catch (DentropyException e)
            {
                if (!force)
                {
                    throw new DentropyException(
                        "DhcpGatewayUnreachable",
                        DentropyErrorCategory.ConnectionError,
                        other.Site.Node.Name,
                        $"Node {other.Site.Node.Name} may give out the same addresses, and could not be asked: {e.Message} Nothing was changed. Use -Force where you know that it does not.",
                        e);
                }
            }
        }

        return ranges;
    }
}
