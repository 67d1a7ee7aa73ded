using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Resilience.Model;

/// <summary>What every service may say.</summary>
internal sealed record ServiceEntry(string Name, ModelPlace Place)
{
    /// <summary>Node sets, all of whose nodes together are its replicas.</summary>
    public IReadOnlyList<YamlText> Nodes { get; init; } = [];

    /// <summary>Name of the app whose nodes are looked for.</summary>
    public string? App { get; init; }

    /// <summary>How many replicas it needs, and where that is said; null where nothing is.</summary>
    public (int Count, ModelPlace Place)? Need { get; init; }

    /// <summary>Whether it needs more than half.</summary>
    public bool Quorum { get; init; }

    /// <summary>Other services that it needs.</summary>
    public IReadOnlyList<YamlText> Needs { get; init; } = [];

    /// <summary>Whether its users are on the internet.</summary>
    public bool IsPublic { get; init; }

    /// <summary>How it is looked at from this machine: addresses and commands.</summary>
    public IReadOnlyList<string> Checks { get; init; } = [];

    /// <summary>What is said of a pool of storage; null for any other service.</summary>
    public PoolEntry? Pool { get; init; }
}

/// <summary>A pool of Ceph, described by hand.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">Copies, or chunks.</param>
/// <param name="MinSize">Copies that have to be there for it to be served.</param>
/// <param name="Keep">Copies that have to be there for nothing to be lost.</param>
/// <param name="OsdsPerNode">OSDs on each of its nodes.</param>
internal sealed record PoolEntry(string Name, int Size, int MinSize, int Keep, int OsdsPerNode);
