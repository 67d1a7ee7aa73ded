namespace Dentropy.Storage;

/// <summary>How a Ceph cluster is.</summary>
public enum DcCephStatus
{
    /// <summary>Nothing is wrong: HEALTH_OK.</summary>
    Ok,

    /// <summary>Something needs a look, and data is served: HEALTH_WARN.</summary>
    Warning,

    /// <summary>Something is broken: HEALTH_ERR.</summary>
    Error,
}

/// <summary>The health of a Ceph cluster, and how much more may fail.</summary>
public sealed record DcCephHealth
{
    /// <summary>Name of the cluster in the inventory; the node that was asked where it has none.</summary>
    public required string Cluster { get; init; }

    /// <summary>Its id.</summary>
    public required string ClusterId { get; init; }

    /// <summary>Overall status.</summary>
    public DcCephStatus Status { get; init; }

    /// <summary>The state in one or two sentences: what is wrong, and what to do first.</summary>
    public required string Summary { get; init; }

    /// <summary>What is wrong, the worst first; muted checks last.</summary>
    public IReadOnlyList<DcCephCheck> Checks { get; init; } = [];

    /// <summary>Its monitors.</summary>
    public IReadOnlyList<DcCephMonitor> Monitors { get; init; } = [];

    /// <summary>The manager that is at work; null where none is.</summary>
    public string? ActiveManager { get; init; }

    /// <summary>Managers that stand by.</summary>
    public IReadOnlyList<string> StandbyManagers { get; init; } = [];

    /// <summary>How many OSDs there are.</summary>
    public int Osds { get; init; }

    /// <summary>How many OSDs run.</summary>
    public int OsdsUp { get; init; }

    /// <summary>How many OSDs take data.</summary>
    public int OsdsIn { get; init; }

    /// <summary>Placement groups by state, e.g. <c>active+clean</c>; the most frequent first.</summary>
    public IReadOnlyList<DcCephGroupState> GroupStates { get; init; } = [];

    /// <summary>How much more may fail; null where it could not be worked out (<see cref="Notes"/> says why).</summary>
    public DcCephMargin? Margin { get; init; }

    /// <summary>Space and its forecast.</summary>
    public DcCephCapacity? Capacity { get; init; }

    /// <summary>Release, e.g. <c>16.2.15</c>.</summary>
    public string? Version { get; init; }

    /// <summary>What could not be read, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>When it was read.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The node, or the address of the dashboard, that was asked.</summary>
    public required string Source { get; init; }

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>Cluster and status.</summary>
    public override string ToString() => $"{Cluster}: {Status}";
}

/// <summary>How many placement groups are in a state.</summary>
/// <param name="State">The state as Ceph names it, e.g. <c>active+undersized+degraded</c>.</param>
/// <param name="Count">How many.</param>
public sealed record DcCephGroupState(string State, int Count)
{
    /// <summary>Number and state.</summary>
    public override string ToString() => $"{Count} {State}";
}
