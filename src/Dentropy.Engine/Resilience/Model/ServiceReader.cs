using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Resilience.Model;

/// <summary>Reads <c>services:</c>.</summary>
internal static class ServiceReader
{
    /// <summary>What a service of a pool's data being served is called, before the pool's name.</summary>
    public const string Pool = "pool:";

    /// <summary>What a service of a pool's data not being lost is called.</summary>
    public const string Data = "data:";

    /// <summary>What a service of a name being answered is called.</summary>
    public const string Answer = "name:";

    private const string Section = "services";

    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>, <c>NoServices</c>.</exception>
    public static async Task<IReadOnlyList<ServiceEntry>> ReadAsync(string cloud, CancellationToken cancellationToken)
    {
        if (await CloudFile.ReadAsync(cloud, Section, cancellationToken).ConfigureAwait(false) is not { } map)
            throw ModelErrors.NoServices(cloud);
        var entries = new List<ServiceEntry>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, piece) in CloudFile.Keys(cloud, map, Section))
        {
            if (!IsName(name))
                throw CloudFile.InvalidIn(cloud, piece.Line, $"'{Shown.Text(name)}' cannot be the name of a service: letters, digits, - _ . and / can, and before them pool: or name:");
            if (!names.Add(name))
                throw CloudFile.InvalidIn(cloud, piece.Line, $"the service '{Shown.Text(name)}' is there twice, in different letter case");
            if (piece is not YamlMap inner)
                throw CloudFile.InvalidIn(cloud, piece.Line, $"service {name}: keys with values belong here, at least nodes, app or needs");
            entries.Add(name.StartsWith(Pool, StringComparison.Ordinal) ? ReadPool(cloud, name, inner) : Read(cloud, name, inner));
        }

        return entries.Count > 0 ? entries : throw ModelErrors.NoServices(cloud);
    }

    private static bool IsName(string name)
    {
        var rest = name.StartsWith(Pool, StringComparison.Ordinal) || name.StartsWith(Answer, StringComparison.Ordinal) ? name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..] : name;
        return rest.Length > 0 && char.IsAsciiLetterOrDigit(rest[0]) && rest.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/');
    }

    private static ServiceEntry Read(string cloud, string name, YamlMap map)
    {
        var keys = new ModelKeys(cloud, $"service {name}", map, "nodes", "app", "need", "quorum", "needs", "public", "check");
        var entry = new ServiceEntry(name, ModelPlace.Of(cloud, map.Line))
        {
            Nodes = keys.Words("nodes"),
            App = keys.Text("app"),
            Need = keys.Number("need", least: 1) is { } need ? (need, keys.At("need")) : null,
            Quorum = keys.Flag("quorum") ?? false,
            Needs = keys.Words("needs"),
            IsPublic = keys.Flag("public") ?? false,
            Checks = keys.Texts("check"),
        };
        if (entry.Nodes.Count == 0 && entry.App is null && (entry.Need is not null || entry.Quorum))
            throw keys.Wrong("says how many it needs and not of what; add nodes, e.g. nodes: \"@worker\"");
        if (entry.Nodes.Count == 0 && entry.App is null && entry.Needs.Count == 0)
            throw keys.Wrong("has neither nodes, app nor needs, so nothing could take it down");
        if (entry is { Quorum: true, Need: not null })
            throw keys.Wrong("quorum", "is given beside need; a quorum is more than half, so leave one of them out");
        return entry;
    }

    private static ServiceEntry ReadPool(string cloud, string name, YamlMap map)
    {
        var keys = new ModelKeys(cloud, $"service {name}", map, "size", "minSize", "dataChunks", "nodes", "osdsPerNode", "needs", "check");
        var size = keys.Number("size", least: 1) ?? throw keys.Wrong("has no size, the number of copies; a pool of Ceph usually has size: 3");
        var keep = keys.Number("dataChunks", least: 1) ?? 1;
        var minSize = keys.Number("minSize", least: 1) ?? (keep > 1 ? Math.Min(size, keep + 1) : size - (size / 2));
        if (minSize > size)
            throw keys.Wrong("minSize", "is more than size");
        if (keep > minSize)
            throw keys.Wrong("dataChunks", "is more than minSize; data that is served can be read");
        var nodes = keys.Words("nodes");
        if (nodes.Count == 0)
            throw keys.Wrong("has no nodes; write those that have its OSDs, e.g. nodes: \"@ceph\"");
        return new ServiceEntry(name, ModelPlace.Of(cloud, map.Line))
        {
            Nodes = nodes,
            Needs = keys.Words("needs"),
            Checks = keys.Texts("check"),
            Pool = new PoolEntry(name[Pool.Length..], size, minSize, keep, keys.Number("osdsPerNode", least: 1) ?? 1),
        };
    }
}
