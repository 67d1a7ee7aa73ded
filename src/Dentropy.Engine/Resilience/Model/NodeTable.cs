using Dentropy.Engine.Inventory;
using Dentropy.Nodes;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Model;

/// <summary>The nodes of the inventory, to look up what an expression or a name means.</summary>
internal sealed class NodeTable(string cloud, IReadOnlyList<DcNode> nodes)
{
    private static readonly HashSet<string> s_none = [];

    private readonly Dictionary<string, DcNode> _byName = nodes.ToDictionary(node => node.Name, StringComparer.OrdinalIgnoreCase);
    private ILookup<string, DcNode>? _byAddress;

    public string Cloud => cloud;

    public IReadOnlyList<DcNode> All => nodes;

    public static DcPart Part(DcNode node) => new(DcPartKind.Node, node.Name);

    /// <summary>A node by its name, in any letter case.</summary>
    public DcNode? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>A node by its name or the address that the inventory has for it.</summary>
    public DcNode? FindHost(string host) =>
        Find(host) ?? (_byAddress ??= nodes.Where(node => node.Address is not null).ToLookup(node => node.Address!, StringComparer.OrdinalIgnoreCase))[host].FirstOrDefault();

    /// <summary>The nodes of any of some sets, each once, in the inventory's order.</summary>
    /// <exception cref="DentropyException"><c>NodeNotFound</c>, <c>NoNodeMatches</c>, <c>CloudFileInvalid</c>: with the line of the set.</exception>
    public IReadOnlyList<DcNode> Select(IReadOnlyList<YamlText> sets)
    {
        if (sets.Count == 1)
            return Select(sets[0]);
        var chosen = sets.SelectMany(Select).ToHashSet(ReferenceEqualityComparer.Instance);
        return [.. nodes.Where(chosen.Contains)];
    }

    private IReadOnlyList<DcNode> Select(YamlText set)
    {
        var text = set.Text!;
        if (Find(text) is { } one)
            return [one];
        NodeSet parsed;
        try
        {
            parsed = NodeSet.Parse(text);
        }
        catch (DentropyException e)
        {
            throw CloudFile.InvalidIn(cloud, set.Line, e.Message.TrimEnd('.'));
        }

        var (found, missing) = parsed.Select(nodes, s_none);
        if (missing.Count > 0)
            throw ModelErrors.NodeNotFound(ModelPlace.Of(cloud, set.Line), missing[0], _byName.Keys);
        return found.Count > 0 ? found : throw ModelErrors.NoneMatches(ModelPlace.Of(cloud, set.Line), text);
    }
}
