namespace Dentropy.Engine.Docker.Helper;

/// <summary>Something of the node that a helper container sees.</summary>
public sealed record HelperMount
{
    /// <summary>Name of a volume of any driver, or an absolute path of the node that is there.</summary>
    public required string Source { get; init; }

    /// <summary>Where the helper sees it: an absolute path, below <see cref="HelperContainer.Root"/> for what goes into an archive.</summary>
    public required string Target { get; init; }

    /// <summary>Whether the source is a path of the node and not a volume.</summary>
    public bool IsBind { get; init; }

    /// <summary>Whether the helper may write to it.</summary>
    public bool Writable { get; init; }
}

/// <summary>What a helper container is made for.</summary>
public sealed record HelperSettings
{
    /// <summary>The run that it belongs to, e.g. a backup.</summary>
    public required string RunId { get; init; }

    /// <summary>What it sees of the node beside the node's programs.</summary>
    public IReadOnlyList<HelperMount> Mounts { get; init; } = [];

    /// <summary>Image whose programs are used instead of the node's; null for the node's. It has to be on the node.</summary>
    public string? HelperImage { get; init; }

    /// <summary>Whether it can reach Docker's socket, e.g. to save images.</summary>
    public bool DockerSocket { get; init; }
}
