using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>Something that is mounted into a container.</summary>
public sealed record ContainerMount
{
    /// <summary><c>volume</c>, <c>bind</c>, <c>tmpfs</c>, ...</summary>
    public string Type { get; init; } = "";

    /// <summary>Name of the volume; null for other kinds.</summary>
    public string? Name { get; init; }

    /// <summary>Path on the node.</summary>
    public string? Source { get; init; }

    /// <summary>Path in the container.</summary>
    public string Destination { get; init; } = "";

    /// <summary>The volume's driver; null for other kinds.</summary>
    public string? Driver { get; init; }

    /// <summary>Options of the mount, e.g. <c>z</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>Whether the container may write.</summary>
    public bool IsWritable { get; init; }

    /// <summary>Propagation of a bind mount, e.g. <c>rprivate</c>.</summary>
    public string? Propagation { get; init; }

    internal static ContainerMount Of(JsonObject json) => new()
    {
        Type = json.Text("Type") ?? "",
        Name = json.Text("Name"),
        Source = json.Text("Source"),
        Destination = json.Text("Destination") ?? "",
        Driver = json.Text("Driver"),
        Mode = json.Text("Mode"),
        IsWritable = json.Flag("RW"),
        Propagation = json.Text("Propagation"),
    };
}
