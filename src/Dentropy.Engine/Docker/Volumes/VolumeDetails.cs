using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>What <c>GET /volumes/{name}</c> says of a volume.</summary>
/// <param name="json">The engine's answer.</param>
public sealed class VolumeDetails(JsonObject json) : DockerObject(json)
{
    /// <summary>Name.</summary>
    public string Name { get; } = json.Text("Name") ?? "";

    /// <summary>Driver, e.g. <c>local</c>.</summary>
    public string Driver => Json.Text("Driver") ?? "local";

    /// <summary>Path on the node; null where the driver has none now.</summary>
    public string? Mountpoint => Json.Text("Mountpoint");

    /// <summary><c>local</c> or <c>global</c>.</summary>
    public string Scope => Json.Text("Scope") ?? "local";

    /// <summary>When it was made; null where the driver does not say.</summary>
    public DateTimeOffset? Created => Json.Time("CreatedAt");

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; } = json.Map("Labels");

    /// <summary>The driver's options.</summary>
    public IReadOnlyDictionary<string, string> Options { get; } = json.Map("Options");

    /// <summary>Bytes in it; only from <see cref="SystemApi.DiskUsageAsync"/>, and null where the engine cannot tell.</summary>
    public long? Size => Json.Object("UsageData").Number("Size") is { } size and >= 0 ? size : null;

    /// <summary>How many containers use it; only from <see cref="SystemApi.DiskUsageAsync"/>.</summary>
    public int? Users => Json.Object("UsageData").Whole("RefCount") is { } count and >= 0 ? count : null;
}
