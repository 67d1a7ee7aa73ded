namespace Dentropy.Apps;

/// <summary>What makes containers one app.</summary>
public enum DcAppKind
{
    /// <summary>A compose project: containers with the same <c>com.docker.compose.project</c>.</summary>
    Compose,

    /// <summary>Containers with the same <c>dentropy.app</c> label.</summary>
    Group,

    /// <summary>One container that belongs to neither; its name is the app's.</summary>
    Container,
}

/// <summary>An application on a node: what runs, what it keeps, and how it is reached.</summary>
public sealed record DcApp
{
    /// <summary>Name of the compose project, the group or the container.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>What makes its containers one app.</summary>
    public required DcAppKind Kind { get; init; }

    /// <summary>What its containers do.</summary>
    public required DcAppState State { get; init; }

    /// <summary>What their health checks say, the worst first.</summary>
    public DcAppHealth Health { get; init; }

    /// <summary>Its services, in the order in which they start.</summary>
    public IReadOnlyList<DcAppService> Services { get; init; } = [];

    /// <summary>What it keeps outside its containers: volumes and bind mounts, each once.</summary>
    public IReadOnlyList<DcAppVolume> Volumes { get; init; } = [];

    /// <summary>Names of its networks.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>Ports that are open on the node.</summary>
    public IReadOnlyList<DcAppPort> Ports { get; init; } = [];

    /// <summary>Host names that routes lead to it, from its routing labels.</summary>
    public IReadOnlyList<string> Hostnames { get; init; } = [];

    /// <summary>Bytes in its volumes, as far as they are known; null where they were not asked for.</summary>
    public long? Size { get; init; }

    /// <summary>Folder of the inventory that the node was read from; null for one that no inventory holds.</summary>
    public string? Cloud { get; init; }

    /// <summary>The app's name, so that an app can stand where a name is asked for.</summary>
    public override string ToString() => Name;
}
