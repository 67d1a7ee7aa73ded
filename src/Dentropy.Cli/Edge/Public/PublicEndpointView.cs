using Dentropy.Edge;

namespace Dentropy.Cli.Edge.Public;

// An endpoint in JSON and YAML. Every property is always there.
internal sealed record PublicEndpointView(string Node, string Address, IReadOnlyList<string> Port, string ProxyProtocol, string HealthCheck, string State, IReadOnlyList<PublicTunnelView> To, string? Cloud)
{
    public static PublicEndpointView Of(DcPublicEndpoint one) => new(
        one.Node, one.Address, one.Port, one.ProxyProtocol.ToString(), one.HealthCheck.ToString(), one.State.ToString(), [.. one.To.Select(PublicTunnelView.Of)], one.Cloud);
}

internal sealed record PublicTunnelView(string Node, string Tunnel, string State, DateTimeOffset? Since, DateTimeOffset? LastHandshake, long Connections, long BytesIn, long BytesOut)
{
    public static PublicTunnelView Of(DcPublicTunnel one) => new(one.Node, one.Tunnel.ToString(), one.State.ToString(), one.Since, one.LastHandshake, one.Connections, one.BytesIn, one.BytesOut);
}
