using System.Text.Json;
using Dentropy.Engine.Storage.Ceph.Margins;

namespace Dentropy.Engine.Storage.Ceph.Reading;

/// <summary>Where OSDs are in the CRUSH map, from <c>osd tree</c> (<c>CrushTreeDumper</c>, src/crush/CrushTreeDumper.h).</summary>
internal sealed class CephTree
{
    private readonly Dictionary<int, JsonElement> _nodes = [];
    private readonly Dictionary<int, int> _parents = [];

    /// <summary>Reads it; a tree that is missing has nothing in it.</summary>
    public CephTree(JsonElement? tree)
    {
        foreach (var node in tree is { } root ? root.Items("nodes").Concat(root.Items("stray")) : [])
        {
            if (node.Number("id") is not { } id)
                continue;
            _nodes.TryAdd(id, node);
            foreach (var child in node.Items("children"))
            {
                if (child.Number() is { } inner)
                    _parents.TryAdd(inner, id);
            }
        }
    }

    /// <summary>The OSD's own entry; null where it has none.</summary>
    public JsonElement? Entry(int osd) => _nodes.TryGetValue(osd, out var node) ? node : null;

    /// <summary>The buckets that an OSD is in, from the root down, each with its type.</summary>
    public IReadOnlyList<(string Type, string Name)> Path(int osd)
    {
        var path = new List<(string, string)>();
        for (var at = osd; _parents.TryGetValue(at, out var parent) && path.Count < _nodes.Count; at = parent)
            path.Insert(0, (_nodes[parent].Text("type") ?? "bucket", _nodes[parent].Text("name") ?? "?"));
        return path;
    }
}
