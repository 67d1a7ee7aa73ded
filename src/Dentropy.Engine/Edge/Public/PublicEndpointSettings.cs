using Dentropy.Edge;

namespace Dentropy.Engine.Edge.Public;

/// <summary>What a public endpoint is to be.</summary>
public sealed record PublicEndpointSettings
{
    /// <summary>The ports: <c>80</c>, or <c>443:8443</c> where the load balancers have another one.</summary>
    public IReadOnlyList<string> Port { get; init; } = ["80", "443"];

    /// <summary>What tells the load balancers who the client is.</summary>
    public DcProxyProtocol ProxyProtocol { get; init; }

    /// <summary>How the load balancers are joined with the public node.</summary>
    public DcTunnelKind Tunnel { get; init; }

    /// <summary>How the load balancers are watched.</summary>
    public DcHealthCheck HealthCheck { get; init; }

    /// <summary>The address or name by which load balancers reach the public node; null for its address in the inventory.</summary>
    public string? Address { get; init; }

    /// <summary>UDP port of WireGuard on the public node.</summary>
    public int WireGuardPort { get; init; } = 51820;

    /// <summary>How long a new way may take until it carries a connection.</summary>
    public TimeSpan ProofLimit { get; init; } = TimeSpan.FromSeconds(45);
}
