using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>What <c>GET /system/df</c> says.</summary>
/// <param name="json">The engine's answer.</param>
public sealed class DiskUsage(JsonObject json) : DockerObject(json)
{
    /// <summary>Bytes of all image layers, shared ones once.</summary>
    public long LayersSize => Json.Number("LayersSize") ?? 0;

    /// <summary>Volumes with their sizes.</summary>
    public IReadOnlyList<VolumeDetails> Volumes { get; } = [.. json.Objects("Volumes").Select(volume => new VolumeDetails(volume))];

    /// <summary>Bytes of each container's own layer, by full id.</summary>
    public IReadOnlyDictionary<string, long> ContainerSizes { get; } = json.Objects("Containers")
        .Where(container => container.Text("Id") is not null)
        .ToDictionary(container => container.Text("Id")!, container => container.Number("SizeRw") ?? 0, StringComparer.Ordinal);
}
