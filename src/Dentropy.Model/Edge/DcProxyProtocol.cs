namespace Dentropy.Edge;

/// <summary>What tells a load balancer the client's address (haproxy's proxy-protocol.txt).</summary>
public enum DcProxyProtocol
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A line of text before the connection's own bytes.</summary>
    V1,

    /// <summary>The same in binary form.</summary>
    V2,
}
