namespace Dentropy.Edge;

/// <summary>A node with a public address that passes connections on to load balancers elsewhere.</summary>
public sealed record DcPublicEndpoint
{
    /// <summary>Name of the public node.</summary>
    public required string Node { get; init; }

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>The address that the load balancers connect to.</summary>
    public required string Address { get; init; }

    /// <summary>The ports: <c>80</c>, or <c>443:8443</c> where the load balancers have another one.</summary>
    public required IReadOnlyList<string> Port { get; init; }

    /// <summary>What tells the load balancers who the client is.</summary>
    public DcProxyProtocol ProxyProtocol { get; init; }

    /// <summary>How the load balancers are watched.</summary>
    public DcHealthCheck HealthCheck { get; init; }

    /// <summary>Whether it works.</summary>
    public DcPublicState State { get; init; }

    /// <summary>The load balancers.</summary>
    public IReadOnlyList<DcPublicTunnel> To { get; init; } = [];
}
