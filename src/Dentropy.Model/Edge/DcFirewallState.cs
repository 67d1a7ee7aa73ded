namespace Dentropy.Edge;

/// <summary>Whether what is written on a node is what its packet filter does.</summary>
public enum DcFirewallState
{
    /// <summary>It is in force.</summary>
    Active,

    /// <summary>Somebody has changed it in the packet filter since.</summary>
    Changed,

    /// <summary>It is not in the packet filter.</summary>
    Missing,
}
