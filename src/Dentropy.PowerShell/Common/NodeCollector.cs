using Dentropy.Nodes;

namespace Dentropy.PowerShell.Common;

// Gathers what a fan-out is asked for, record by record; each reference is looked up in the cloud that its record named.
internal sealed class NodeCollector
{
    private readonly List<(string Cloud, DcNodeReference Reference)> _given = [];

    public void Add(string? cloud, IEnumerable<DcNodeReference> references) =>
        _given.AddRange(references.Select(reference => (cloud ?? "", reference)));

    public async Task<IReadOnlyList<DcNode>> ResolveAsync(CloudCmdlet cmdlet, CancellationToken cancellationToken)
    {
        var nodes = new List<DcNode>();
        foreach (var group in _given.GroupBy(given => given.Cloud, given => given.Reference, StringComparer.Ordinal))
            nodes.AddRange(await cmdlet.ResolveAsync(group.Key, [.. group], cancellationToken));
        return [.. nodes.DistinctBy(node => (node.Cloud, node.Name.ToUpperInvariant()))];
    }
}
