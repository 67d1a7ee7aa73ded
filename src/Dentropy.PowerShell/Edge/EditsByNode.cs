using Dentropy.Engine.Edge.Firewall;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Edge;

// What is to be changed on which nodes, gathered over the records of a pipeline, so that all of a node is in force at once.
internal sealed class EditsByNode
{
    private readonly Dictionary<(string? Cloud, string Name), (DcNode Node, List<FirewallEdit> Edits)> _edits = [];

    // A table of a thousand rules names the same nodes a thousand times.
    private readonly Dictionary<string, IReadOnlyList<DcNode>> _known = new(StringComparer.Ordinal);

    public IReadOnlyList<DcNode> Nodes => [.. _edits.Values.Select(one => one.Node)];

    public IReadOnlyList<FirewallEdit> Of(DcNode node) => _edits[(node.Cloud, node.Name)].Edits;

    public async Task AddAsync(CloudCmdlet cmdlet, string? cloud, DcNodeReference[] references, IReadOnlyList<FirewallEdit> edits, CancellationToken cancellationToken)
    {
        var key = $"{cloud}\n{string.Join('\n', references.Select(reference => $"{reference.Node?.Cloud} {reference.Text}"))}";
        if (!_known.TryGetValue(key, out var nodes))
            _known[key] = nodes = await cmdlet.ResolveAsync(cloud, references, cancellationToken);
        foreach (var node in nodes)
        {
            if (!_edits.TryGetValue((node.Cloud, node.Name), out var one))
                _edits[(node.Cloud, node.Name)] = one = (node, []);
            one.Edits.AddRange(edits);
        }
    }
}
