using System.Text.Json.Nodes;

namespace Dentropy.Engine.Apps.Compose;

/// <summary>What a compose file asks for, read and checked.</summary>
internal sealed record ComposeProject
{
    public required string Name { get; init; }

    /// <summary>The file, as messages and labels name it.</summary>
    public required string File { get; init; }

    public required string WorkingFolder { get; init; }

    /// <summary>The services whose profiles are on, those that others depend on first.</summary>
    public required IReadOnlyList<ComposeService> Services { get; init; }

    /// <summary>Names of services whose profiles are off; their containers are no orphans.</summary>
    public required IReadOnlySet<string> Disabled { get; init; }

    public required IReadOnlyDictionary<string, ComposeNetwork> Networks { get; init; }

    public required IReadOnlyDictionary<string, ComposeVolume> Volumes { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>A network of the file, under the name that Docker knows it by.</summary>
internal sealed record ComposeNetwork(string Key, string Name, bool External, JsonObject Body);

/// <summary>A volume of the file, under the name that Docker knows it by.</summary>
internal sealed record ComposeVolume(string Key, string Name, bool External, string? Driver, IReadOnlyDictionary<string, string> Options, IReadOnlyDictionary<string, string> Labels);

/// <summary>What a service waits for in another.</summary>
internal enum ComposeCondition
{
    Started,
    Healthy,
    Completed,
}

/// <summary>That a service starts after another.</summary>
internal sealed record ComposeDependency(string Service, ComposeCondition Condition, bool Restart, bool Required);

/// <summary>How a service hangs on a network.</summary>
internal sealed record ComposeAttachment(string Network, int Priority, JsonObject Endpoint);

/// <summary>A file that is put into the containers of a service.</summary>
internal sealed record ComposeFileCopy(string Target, ReadOnlyMemory<byte> Content, int Mode, int User, int Group);

/// <summary>When an image is fetched.</summary>
internal enum ComposePull
{
    Missing,
    Always,
    Never,
}

/// <summary>A service, as the body of Docker's create request and what goes beside it.</summary>
internal sealed class ComposeService(string name, int line)
{
    public string Name => name;

    public int Line => line;

    public string Image { get; set; } = "";

    public string? ContainerName { get; set; }

    public string? Platform { get; set; }

    public ComposePull Pull { get; set; }

    public int Replicas { get; set; } = 1;

    /// <summary>Top level of the body: Cmd, Env, Labels and the others of Docker's container configuration.</summary>
    public JsonObject Config { get; } = [];

    public JsonObject HostConfig { get; } = [];

    public List<string> Profiles { get; } = [];

    public List<ComposeDependency> DependsOn { get; } = [];

    /// <summary>Networks, the most important one first; empty with a network mode.</summary>
    public List<ComposeAttachment> Networks { get; set; } = [];

    /// <summary><c>host</c>, <c>none</c>, <c>bridge</c>, <c>service:NAME</c>, <c>container:NAME</c>; null where networks are used.</summary>
    public string? NetworkMode { get; set; }

    public List<ComposeFileCopy> Files { get; } = [];

    /// <summary>Targets of mounts and tmpfs in the container.</summary>
    public List<string> MountTargets { get; } = [];

    /// <summary>Names of the volumes of the file that it mounts.</summary>
    public HashSet<string> Volumes { get; } = new(StringComparer.Ordinal);

    /// <summary>Ports that have to be free on the node: address (empty for all), port and protocol.</summary>
    public List<(string Address, int Port, string Protocol)> HostPorts { get; } = [];

    public SortedDictionary<string, string> Labels { get; } = new(StringComparer.Ordinal);
}
