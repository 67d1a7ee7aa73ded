using System.Collections.ObjectModel;

namespace Dentropy.Cluster;

/// <summary>What the other members of a Serf cluster think of one.</summary>
public enum DcMemberStatus
{
    /// <summary>Nothing is known.</summary>
    None,

    /// <summary>It answers.</summary>
    Alive,

    /// <summary>It has said that it goes.</summary>
    Leaving,

    /// <summary>It went in order.</summary>
    Left,

    /// <summary>It does not answer.</summary>
    Failed,
}

/// <summary>A member of a Serf cluster, as one agent sees it.</summary>
public sealed record DcClusterMember
{
    /// <summary>Its name in the cluster; the node's name where Dentropy installed the agent.</summary>
    public required string Name { get; init; }

    /// <summary>Its address.</summary>
    public required string Address { get; init; }

    /// <summary>Its gossip port.</summary>
    public int Port { get; init; }

    /// <summary>What the asked agent thinks of it.</summary>
    public DcMemberStatus Status { get; init; }

    /// <summary>Its tags, sorted by key.</summary>
    public ReadOnlyDictionary<string, string> Tags { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The node of the inventory that it is; null where none has its name or address.</summary>
    public string? Node { get; init; }

    /// <summary>Estimated time for a packet from the asked agent and back, from Serf's coordinates; null where it was not asked for or is not known.</summary>
    public TimeSpan? RoundTrip { get; init; }

    /// <summary>Highest version of the gossip protocol that it speaks.</summary>
    public int Protocol { get; init; }

    /// <summary>The node whose agent was asked.</summary>
    public required string Via { get; init; }

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>Its name, so that a member can stand where a node is asked for.</summary>
    public override string ToString() => Name;
}
