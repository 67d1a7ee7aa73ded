namespace Dentropy.Edge;

/// <summary>The way from a public node to one load balancer.</summary>
public sealed record DcPublicTunnel
{
    /// <summary>Name of the load balancer's node.</summary>
    public required string Node { get; init; }

    /// <summary>Name of the public node.</summary>
    public required string PublicNode { get; init; }

    /// <summary>What it is.</summary>
    public required DcTunnelKind Tunnel { get; init; }

    /// <summary>Whether the load balancer serves through it: all ports, some, or none.</summary>
    public DcPublicState State { get; init; }

    /// <summary>Since when the state is so, by the clock here; null where it is not known.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>WireGuard's last handshake, by the clock here; null for ssh and where there was none.</summary>
    public DateTimeOffset? LastHandshake { get; init; }

    /// <summary>Connections that are open now.</summary>
    public long Connections { get; init; }

    /// <summary>Bytes from clients to the load balancer since the endpoint was last changed or started.</summary>
    public long BytesIn { get; init; }

    /// <summary>Bytes from the load balancer to clients since then.</summary>
    public long BytesOut { get; init; }

    /// <summary>Name of the load balancer's node, kind and state.</summary>
    public override string ToString() => $"{Node} ({Tunnel}, {State})";
}
