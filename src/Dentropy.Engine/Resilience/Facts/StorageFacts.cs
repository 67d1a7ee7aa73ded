namespace Dentropy.Engine.Resilience.Facts;

/// <summary>A Ceph cluster as it was seen.</summary>
/// <param name="Cluster">Its name.</param>
public sealed record StorageFacts(string Cluster)
{
    /// <summary>Its OSDs.</summary>
    public IReadOnlyList<OsdFact> Osds { get; init; } = [];

    /// <summary>Its pools.</summary>
    public IReadOnlyList<PoolFact> Pools { get; init; } = [];

    /// <summary>Its monitors.</summary>
    public IReadOnlyList<MonitorFact> Monitors { get; init; } = [];
}

/// <summary>An OSD as it was seen.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Host">The host that it is on.</param>
/// <param name="IsUp">Whether it runs.</param>
public sealed record OsdFact(int Id, string Host, bool IsUp);

/// <summary>A pool as it was seen.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">Copies, or chunks.</param>
/// <param name="MinSize">Copies that have to be there for it to be served.</param>
/// <param name="Keep">Copies that have to be there for nothing to be lost: 1, or the data chunks of one that is erasure coded.</param>
/// <param name="Groups">Placement groups: for each different set of OSDs one of them, with its name.</param>
public sealed record PoolFact(string Name, int Size, int MinSize, int Keep, IReadOnlyList<GroupFact> Groups);

/// <summary>A placement group as it was seen.</summary>
/// <param name="Name">Its name, e.g. <c>2.1a</c>.</param>
/// <param name="Osds">Numbers of the OSDs that have its copies.</param>
public sealed record GroupFact(string Name, IReadOnlyList<int> Osds);

/// <summary>A monitor as it was seen.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Its address; null where it is not known.</param>
/// <param name="InQuorum">Whether it takes part.</param>
public sealed record MonitorFact(string Name, string? Address, bool InQuorum);
