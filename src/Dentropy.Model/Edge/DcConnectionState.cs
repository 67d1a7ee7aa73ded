namespace Dentropy.Edge;

/// <summary>What the node's connection tracking says of a packet (iptables-extensions(8), conntrack).</summary>
public enum DcConnectionState
{
    /// <summary>It begins a connection.</summary>
    New,

    /// <summary>It belongs to a connection that has seen packets both ways.</summary>
    Established,

    /// <summary>It begins a connection that belongs to another, or is an error about one.</summary>
    Related,

    /// <summary>It belongs to none and begins none.</summary>
    Invalid,
}
