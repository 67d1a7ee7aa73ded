using System.Management.Automation;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.Nodes;

namespace Dentropy.PowerShell.Edge;

// Which names are meant on which nodes, gathered over the records of a pipeline, so that each node is changed once.
internal sealed class NamesByNode
{
    private readonly Dictionary<(string?, string), (DcNode Node, List<string> Names)> _given = [];

    public void Add(IReadOnlyList<DcNode> nodes, IReadOnlyList<string> names)
    {
        foreach (var node in nodes)
        {
            if (!_given.TryGetValue((node.Cloud, node.Name), out var one))
                _given[(node.Cloud, node.Name)] = one = (node, []);
            one.Names.AddRange(names);
        }
    }

    // Wildcards are matched with what a node has; a plain name stays, so that one that is not there is told.
    public async Task<Dictionary<DcNode, List<string>>> ExpandAsync(
        Func<IReadOnlyList<DcNode>, Task<List<(DcNode Node, FirewallView View)>>> read, Func<FirewallView, IEnumerable<string>> known)
    {
        var wild = _given.Values.Where(one => one.Names.Exists(WildcardPattern.ContainsWildcardCharacters)).Select(one => one.Node).ToList();
        var views = (await read(wild)).ToDictionary(one => one.Node, one => known(one.View).ToList());
        var expanded = new Dictionary<DcNode, List<string>>();
        foreach (var (node, names) in _given.Values)
        {
            if (wild.Contains(node) && !views.ContainsKey(node))
                continue;
            var all = names.SelectMany(name => WildcardPattern.ContainsWildcardCharacters(name) ? views[node].Where(new WildcardPattern(name, WildcardOptions.IgnoreCase).IsMatch) : [name]);
            if (all.Distinct(StringComparer.Ordinal).ToList() is { Count: > 0 } found)
                expanded[node] = found;
        }

        return expanded;
    }
}
