namespace Dentropy.Cluster;

/// <summary>What one member answered to a Serf query.</summary>
public sealed record DcClusterAnswer
{
    /// <summary>Name of the query.</summary>
    public required string Query { get; init; }

    /// <summary>The member that answered.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is a mere acknowledgement that the query came.</summary>
    public bool IsAcknowledgement { get; init; }

    /// <summary>The answer as text; null for an acknowledgement.</summary>
    public string? Payload { get; init; }

    /// <summary>From asking to this answer.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The node whose agent asked.</summary>
    public required string Via { get; init; }

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>Name of the member and its answer.</summary>
    public override string ToString() => $"{Name}: {Payload}";
}
