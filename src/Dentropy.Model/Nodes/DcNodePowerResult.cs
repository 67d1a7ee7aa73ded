namespace Dentropy.Nodes;

/// <summary>What was asked of a node.</summary>
public enum DcNodePowerAction
{
    /// <summary>To go down and come up again.</summary>
    Restart,

    /// <summary>To go down and stay off.</summary>
    Stop,
}

/// <summary>What came of it.</summary>
public enum DcNodePowerStatus
{
    /// <summary>The node took the request; nobody waited for what followed.</summary>
    Requested,

    /// <summary>The node is back after a restart, or off after a stop.</summary>
    Done,

    /// <summary>The node took the request, but was not back (or off) within the time limit.</summary>
    TimedOut,

    /// <summary>The node could not be reached or did not take the request.</summary>
    Failed,

    /// <summary>Nothing was asked of the node.</summary>
    Skipped,
}

/// <summary>What a restart or a stop did to one node.</summary>
public sealed record DcNodePowerResult
{
    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>What was asked of it.</summary>
    public required DcNodePowerAction Action { get; init; }

    /// <summary>What came of it.</summary>
    public required DcNodePowerStatus Status { get; init; }

    /// <summary>The boot id before; null where the node did not tell.</summary>
    public string? BootIdBefore { get; init; }

    /// <summary>The boot id of the new start; null where nobody waited for it.</summary>
    public string? BootIdAfter { get; init; }

    /// <summary>From the last sign of life before to the first one after; null where the node did not come back.</summary>
    public TimeSpan? Downtime { get; init; }

    /// <summary>From the beginning to the end, waiting included.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Why the node was skipped; null where it was not.</summary>
    public string? Reason { get; init; }

    /// <summary>What went wrong; null where nothing did.</summary>
    public DentropyException? Failure { get; init; }
}
