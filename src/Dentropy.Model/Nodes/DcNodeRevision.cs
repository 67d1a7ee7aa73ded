namespace Dentropy.Nodes;

/// <summary>One kept state of a node in the inventory.</summary>
public sealed record DcNodeRevision
{
    /// <summary>Name of the node.</summary>
    public required string Name { get; init; }

    /// <summary>Number of the revision.</summary>
    public required long Revision { get; init; }

    /// <summary>When that state was written, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Whether it is the present state, an earlier one, or the last before a removal.</summary>
    public required DcNodeRevisionState State { get; init; }

    /// <summary>The node as it was.</summary>
    public required DcNode Node { get; init; }
}

/// <summary>How a kept revision relates to the present.</summary>
public enum DcNodeRevisionState
{
    /// <summary>The present state.</summary>
    Current,

    /// <summary>Replaced by a later one.</summary>
    Superseded,

    /// <summary>The last state before the node was removed.</summary>
    Removed,
}
