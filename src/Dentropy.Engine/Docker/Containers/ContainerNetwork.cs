using System.Collections.ObjectModel;
using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>A container's place in a network.</summary>
/// <param name="json">The engine's endpoint settings.</param>
public sealed class ContainerNetwork(JsonObject json) : DockerObject(json)
{
    /// <summary>Id of the network; empty where the container has not run yet.</summary>
    public string NetworkId => Json.Text("NetworkID") ?? "";

    /// <summary>IPv4 address now; null where it does not run or has none.</summary>
    public string? Address => Json.Text("IPAddress");

    /// <summary>IPv6 address now; null where it has none.</summary>
    public string? Address6 => Json.Text("GlobalIPv6Address");

    /// <summary>IPv4 address that was asked for; null for any.</summary>
    public string? AskedAddress => Json.Object("IPAMConfig").Text("IPv4Address");

    /// <summary>Names by which others in the network find it.</summary>
    public IReadOnlyList<string> Aliases => Json.Texts("Aliases");

    internal static IReadOnlyDictionary<string, ContainerNetwork> All(JsonObject? json) => json is null
        ? ReadOnlyDictionary<string, ContainerNetwork>.Empty
        : json.ToDictionary(pair => pair.Key, pair => new ContainerNetwork(pair.Value as JsonObject ?? []), StringComparer.Ordinal);
}
