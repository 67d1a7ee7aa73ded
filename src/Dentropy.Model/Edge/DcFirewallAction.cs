namespace Dentropy.Edge;

/// <summary>What becomes of a packet that a rule matches.</summary>
public enum DcFirewallAction
{
    /// <summary>It passes.</summary>
    Accept,

    /// <summary>It is thrown away without a word.</summary>
    Drop,

    /// <summary>It is thrown away and its sender is told: a TCP reset, else an ICMP error.</summary>
    Reject,
}
