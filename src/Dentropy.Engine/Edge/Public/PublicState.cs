using System.Text.Json;
using System.Text.Json.Serialization;
using Dentropy.Edge;

namespace Dentropy.Engine.Edge.Public;

/// <summary>What an endpoint is: the public node's own file, and the only place that says so.</summary>
internal sealed record PublicState
{
    /// <summary>Address or name of the public node as load balancers reach it.</summary>
    public string Address { get; init; } = "";

    /// <summary>Its ssh port.</summary>
    public int SshPort { get; init; } = 22;

    public IReadOnlyList<string> Ports { get; init; } = [];

    public DcProxyProtocol Proxy { get; init; }

    public DcHealthCheck Check { get; init; }

    public int WireGuardPort { get; init; }

    public IReadOnlyList<PublicTunnel> Tunnels { get; init; } = [];

    /// <summary>Reads the file; null where it is not one.</summary>
    public static PublicState? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, PublicJson.Default.PublicState);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string Write() => JsonSerializer.Serialize(this, PublicJson.Default.PublicState) + "\n";
}

/// <summary>One load balancer's tunnel. It never changes: what is to be otherwise is another tunnel, which is proved beside it.</summary>
/// <param name="Id">Eight hexadecimal digits.</param>
/// <param name="Node">The load balancer's node.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Ports">For ssh, the ports on the public node's loopback, one for each port of the endpoint.</param>
/// <param name="Inside">For WireGuard, the load balancer's address in the tunnel.</param>
/// <param name="Key">The load balancer's public key.</param>
internal sealed record PublicTunnel(string Id, string Node, DcTunnelKind Kind, IReadOnlyList<int> Ports, string? Inside, string Key);

[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PublicState))]
internal sealed partial class PublicJson : JsonSerializerContext;
