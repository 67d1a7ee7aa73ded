namespace Dentropy.Cluster;

/// <summary>Something that happened in a Serf cluster, as one agent saw it.</summary>
public sealed record DcClusterEvent
{
    /// <summary><c>member-join</c>, <c>member-leave</c>, <c>member-failed</c>, <c>member-update</c>, <c>member-reap</c>, <c>user</c> or <c>query</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Name of the user event or query, or of the member.</summary>
    public required string Name { get; init; }

    /// <summary>What came with a user event or query, as text; null for members.</summary>
    public string? Payload { get; init; }

    /// <summary>The member that it is about; null for user events and queries.</summary>
    public DcClusterMember? Member { get; init; }

    /// <summary>Serf's logical time of a user event or query; null for members.</summary>
    public ulong? LogicalTime { get; init; }

    /// <summary>Whether events of this name that come close together are handed on as one.</summary>
    public bool Coalesce { get; init; }

    /// <summary>When it was seen here.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The node whose agent was listened to.</summary>
    public required string Via { get; init; }

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>Type and name.</summary>
    public override string ToString() => $"{Type} {Name}";
}
