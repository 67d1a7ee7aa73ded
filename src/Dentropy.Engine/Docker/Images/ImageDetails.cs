using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>What <c>GET /images/{name}/json</c> says of an image.</summary>
/// <param name="json">The engine's answer.</param>
public sealed class ImageDetails(JsonObject json) : DockerObject(json)
{
    private JsonObject? Config => Json.Object("Config");

    /// <summary>Id, <c>sha256:...</c>.</summary>
    public string Id { get; } = json.Text("Id") ?? "";

    /// <summary>Names with tags, e.g. <c>nginx:1.27</c>.</summary>
    public IReadOnlyList<string> Tags => Json.Texts("RepoTags");

    /// <summary>Names with digests by which a registry knows it; empty for an image that no registry gave.</summary>
    public IReadOnlyList<string> Digests => Json.Texts("RepoDigests");

    /// <summary>Operating system, e.g. <c>linux</c>.</summary>
    public string Os => Json.Text("Os") ?? "";

    /// <summary>Architecture in Docker's words, e.g. <c>arm64</c>.</summary>
    public string Architecture => Json.Text("Architecture") ?? "";

    /// <summary>Variant of the architecture, e.g. <c>v7</c>; null where there is none.</summary>
    public string? Variant => Json.Text("Variant");

    /// <summary>Size in bytes, layers that other images share included.</summary>
    public long Size => Json.Number("Size") ?? 0;

    /// <summary>When it was built.</summary>
    public DateTimeOffset? Created => Json.Time("Created");

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string> Labels => Config.Map("Labels");

    /// <summary>Environment that it sets, <c>NAME=value</c> each.</summary>
    public IReadOnlyList<string> Environment => Config.Texts("Env");

    /// <summary>Entry point; empty where there is none.</summary>
    public IReadOnlyList<string> Entrypoint => Config.Texts("Entrypoint");

    /// <summary>Command; empty where there is none.</summary>
    public IReadOnlyList<string> Command => Config.Texts("Cmd");

    /// <summary>Paths for which it declares volumes.</summary>
    public IReadOnlyList<string> Volumes => [.. (Config.Object("Volumes") ?? []).Select(pair => pair.Key)];

    /// <summary>Ports that it declares, e.g. <c>80/tcp</c>.</summary>
    public IReadOnlyList<string> Ports => [.. (Config.Object("ExposedPorts") ?? []).Select(pair => pair.Key)];
}
