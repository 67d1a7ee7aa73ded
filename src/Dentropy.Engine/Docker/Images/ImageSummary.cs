using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>An image as <c>GET /images/json</c> lists it.</summary>
/// <param name="json">The engine's answer.</param>
public sealed class ImageSummary(JsonObject json) : DockerObject(json)
{
    /// <summary>Id, <c>sha256:...</c>.</summary>
    public string Id { get; } = json.Text("Id") ?? "";

    /// <summary>Names with tags; empty for an image without a name.</summary>
    public IReadOnlyList<string> Tags => [.. Json.Texts("RepoTags").Where(tag => tag is not "<none>:<none>")];

    /// <summary>Names with digests.</summary>
    public IReadOnlyList<string> Digests => [.. Json.Texts("RepoDigests").Where(digest => digest is not "<none>@<none>")];

    /// <summary>Size in bytes.</summary>
    public long Size => Json.Number("Size") ?? 0;

    /// <summary>When it was built.</summary>
    public DateTimeOffset? Created => Json.UnixTime("Created");

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string> Labels => Json.Map("Labels");
}
