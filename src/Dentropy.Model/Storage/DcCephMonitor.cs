namespace Dentropy.Storage;

/// <summary>A monitor of a Ceph cluster.</summary>
public sealed record DcCephMonitor
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its address.</summary>
    public string? Address { get; init; }

    /// <summary>Whether it is part of the quorum.</summary>
    public bool InQuorum { get; init; }

    /// <summary>Whether it leads.</summary>
    public bool IsLeader { get; init; }

    /// <summary>Name and whether it is in the quorum.</summary>
    public override string ToString() => InQuorum ? Name : $"{Name} (out of quorum)";
}
