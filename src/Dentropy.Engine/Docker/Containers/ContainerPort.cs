using System.Globalization;
using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>A port of a container.</summary>
/// <param name="Port">Port inside.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
/// <param name="HostAddress">Address of the node that it is published on; null for every address, or where it is not published.</param>
/// <param name="HostPort">Port on the node; null where it is not published, 0 where the engine shall choose one.</param>
public sealed record ContainerPort(int Port, string Protocol, string? HostAddress, int? HostPort)
{
    /// <summary>Reads <c>{"80/tcp": [{"HostIp": "", "HostPort": "8080"}]}</c>; a port with no binding is left out.</summary>
    internal static IReadOnlyList<ContainerPort> Bindings(JsonObject? json)
    {
        var ports = new List<ContainerPort>();
        foreach (var (key, value) in json ?? [])
        {
            var slash = key.IndexOf('/', StringComparison.Ordinal);
            var protocol = slash < 0 ? "tcp" : key[(slash + 1)..];
            if (!int.TryParse(slash < 0 ? key : key[..slash], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            {
                continue;
            }

            foreach (var binding in (value as JsonArray)?.OfType<JsonObject>() ?? [])
            {
                _ = int.TryParse(binding.Text("HostPort"), NumberStyles.None, CultureInfo.InvariantCulture, out var hostPort);
                ports.Add(new ContainerPort(port, protocol, binding.Text("HostIp"), hostPort));
            }
        }

        return ports;
    }

    internal static ContainerPort Listed(JsonObject json) =>
        new(json.Whole("PrivatePort") ?? 0, json.Text("Type") ?? "tcp", json.Text("IP"), json.Whole("PublicPort"));
}
