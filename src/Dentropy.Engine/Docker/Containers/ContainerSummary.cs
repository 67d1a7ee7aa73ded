using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>A container as <c>GET /containers/json</c> lists it.</summary>
/// <param name="json">The engine's answer.</param>
public sealed class ContainerSummary(JsonObject json) : DockerObject(json)
{
    /// <summary>Full id.</summary>
    public string Id { get; } = json.Text("Id") ?? "";

    /// <summary>Name, without the slash; the shortest where links of other containers add names.</summary>
    public string Name { get; } = (json.Texts("Names").MinBy(name => name.Count(c => c == '/')) ?? "").TrimStart('/');

    /// <summary>The image as it was named.</summary>
    public string Image => Json.Text("Image") ?? "";

    /// <summary>Id of the image.</summary>
    public string ImageId => Json.Text("ImageID") ?? "";

    /// <summary>The engine's word for the state, as in <see cref="ContainerState.Status"/>.</summary>
    public string State => Json.Text("State") ?? "";

    /// <summary>The state in words, e.g. <c>Up 2 hours (healthy)</c>.</summary>
    public string Status => Json.Text("Status") ?? "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset? Created => Json.UnixTime("Created");

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; } = json.Map("Labels");

    /// <summary>Its ports: published ones with their host port, and others without.</summary>
    public IReadOnlyList<ContainerPort> Ports => [.. Json.Objects("Ports").Select(ContainerPort.Listed)];

    /// <summary>What is mounted into it.</summary>
    public IReadOnlyList<ContainerMount> Mounts => [.. Json.Objects("Mounts").Select(ContainerMount.Of)];

    /// <summary>Names of its networks.</summary>
    public IReadOnlyList<string> Networks => [.. (Json.Object("NetworkSettings").Object("Networks") ?? []).Select(pair => pair.Key)];
}
