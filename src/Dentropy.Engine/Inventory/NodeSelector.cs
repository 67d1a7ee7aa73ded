using Dentropy.Nodes;

namespace Dentropy.Engine.Inventory;

/// <summary>Answers queries from an inventory.</summary>
public static class NodeSelector
{
    // So many single reads cost less than reading all of a large inventory.
    private const int FewNames = 64;

    /// <summary>Finds the nodes that a query asks for. <c>localhost</c> is among them only where it is named exactly.</summary>
    /// <param name="store">The inventory. Where the query is only a few exact names, no other node is read, and no other's faults are reported.</param>
    /// <param name="query">What is wanted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException">
    /// <c>InvalidNodeExpression</c>: the expression, a name or a wildcard cannot be understood; or the store's own failure to read at all.
    /// </exception>
    public static async Task<NodeSelection> SelectAsync(INodeStore store, NodeQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(query);
        var sets = new List<NodeSet>();
        if (query.Names.Count > 0)
            sets.Add(NodeSet.OfPatterns(query.Names));
        if (!string.IsNullOrWhiteSpace(query.Expression))
            sets.Add(NodeSet.Parse(query.Expression));
        var conditions = Conditions(query);

        var listing = sets is [{ PlainNames: { Count: <= FewNames } names }]
            ? await ReadNamesAsync(store, names, cancellationToken).ConfigureAwait(false)
            : await store.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        var nodes = listing.Nodes;
        var missing = new List<string>();
        if (sets.Count > 0)
        {
            nodes = [DcNode.Local with { Cloud = store.Location }, .. nodes];
            var broken = listing.Faults.Select(f => Path.GetFileNameWithoutExtension(f.Path)).ToHashSet(StringComparer.OrdinalIgnoreCase);
            IEnumerable<DcNode> chosen = nodes;
            foreach (var set in sets)
            {
                var (found, unknown) = set.Select(nodes, broken);
                chosen = chosen.Intersect(found, ReferenceEqualityComparer.Instance).Cast<DcNode>();
                missing.AddRange(unknown);
            }

            nodes = [.. chosen];
        }

        if (conditions.Count > 0)
            nodes = [.. nodes.Where(node => conditions.TrueForAll(holds => holds(node)))];
        return new NodeSelection(nodes, listing.Faults, [.. missing.Distinct(StringComparer.OrdinalIgnoreCase)]);
    }

    /// <summary>Finds the one node that an expression means.</summary>
    /// <param name="store">The inventory.</param>
    /// <param name="expression">A name or a node set.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException">
    /// <c>NodeNotFound</c>, <c>NoNodeMatches</c>, <c>NodeAmbiguous</c>: it means none or several; or what <see cref="SelectAsync"/> throws.
    /// </exception>
    public static async Task<DcNode> SelectOneAsync(INodeStore store, string expression, CancellationToken cancellationToken)
    {
        var selection = await SelectAsync(store, new NodeQuery { Expression = expression }, cancellationToken).ConfigureAwait(false);
        if (selection.Missing.Count > 0)
            throw await NodeErrors.NotFoundAsync(store, selection.Missing[0], cancellationToken).ConfigureAwait(false);
        return selection.Nodes switch
        {
            [var node] => node,
            [] => throw NodeErrors.NoneMatches(store, expression),
            _ => throw new DentropyException(
                "NodeAmbiguous",
                DentropyErrorCategory.InvalidArgument,
                expression,
                $"'{expression}' means several nodes: {string.Join(", ", selection.Nodes.Select(node => node.Name))}. Name one."),
        };
    }

    private static List<Func<DcNode, bool>> Conditions(NodeQuery query)
    {
        var conditions = new List<Func<DcNode, bool>>();
        if (query.Roles.Count > 0)
            conditions.Add(Any(query.Roles, NodeProperty.Role));
        if (query.Tags.Count > 0)
            conditions.Add(Any(query.Tags, NodeProperty.Tag));
        foreach (var (key, value) in query.Metadata)
            conditions.Add(NodeProperty.Metadata(key, NodePattern.Parse(value)));
        return conditions;
    }

    private static Func<DcNode, bool> Any(IReadOnlyList<string> patterns, Func<NodePattern, Func<DcNode, bool>> of)
    {
        var any = patterns.Select(pattern => of(NodePattern.Parse(pattern))).ToArray();
        return node => Array.Exists(any, holds => holds(node));
    }

    private static async Task<NodeListing> ReadNamesAsync(INodeStore store, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var nodes = new List<DcNode>();
        var faults = new List<NodeFault>();
        foreach (var name in names.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            try
            {
                if (await store.FindAsync(name, cancellationToken).ConfigureAwait(false) is { } node)
                    nodes.Add(node);
            }
            catch (DentropyException e) when (e.ErrorId is "NodeFileInvalid" or "NodeFileUnreadable")
            {
                faults.Add(new NodeFault(e.Target ?? name, e));
            }
        }

        nodes.Sort((a, b) => NodeNameOrder.Instance.Compare(a.Name, b.Name));
        return new NodeListing(nodes, faults);
    }
}
