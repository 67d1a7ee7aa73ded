using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>What <c>GET /networks/{id}</c> says of a network.</summary>
/// <param name="json">The engine's answer.</param>
public sealed class NetworkDetails(JsonObject json) : DockerObject(json)
{
    /// <summary>Full id.</summary>
    public string Id { get; } = json.Text("Id") ?? "";

    /// <summary>Name.</summary>
    public string Name { get; } = json.Text("Name") ?? "";

    /// <summary>Driver, e.g. <c>bridge</c>.</summary>
    public string Driver => Json.Text("Driver") ?? "";

    /// <summary><c>local</c>, <c>swarm</c> or <c>global</c>.</summary>
    public string Scope => Json.Text("Scope") ?? "local";

    /// <summary>Whether it has no way to the outside.</summary>
    public bool IsInternal => Json.Flag("Internal");

    /// <summary>Whether containers may join a swarm's network by hand.</summary>
    public bool IsAttachable => Json.Flag("Attachable");

    /// <summary>Whether it is one that every engine has: <c>bridge</c>, <c>host</c>, <c>none</c>.</summary>
    public bool IsPredefined => Name is "bridge" or "host" or "none";

    /// <summary>Subnets, e.g. <c>172.18.0.0/16</c>.</summary>
    public IReadOnlyList<string> Subnets => [.. Json.Object("IPAM").Objects("Config").Select(config => config.Text("Subnet")).OfType<string>()];

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; } = json.Map("Labels");

    /// <summary>The driver's options.</summary>
    public IReadOnlyDictionary<string, string> Options => Json.Map("Options");

    /// <summary>Ids of the containers in it that run.</summary>
    public IReadOnlyList<string> ContainerIds => [.. (Json.Object("Containers") ?? []).Select(pair => pair.Key)];
}
