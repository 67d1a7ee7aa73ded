namespace Dentropy.Backups;

/// <summary>What a restore or a move made.</summary>
public sealed record DcRestoreResult
{
    /// <summary>Name of the app as it is now.</summary>
    public required string App { get; init; }

    /// <summary>Node that it runs on now.</summary>
    public required string Node { get; init; }

    /// <summary>Backup that it came from; for a move the node, as <c>node:app</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Volumes and paths that were filled: name in the backup, and where it is now.</summary>
    public IReadOnlyList<DcRestoredVolume> Volumes { get; init; } = [];

    /// <summary>Containers that were made.</summary>
    public IReadOnlyList<string> Containers { get; init; } = [];

    /// <summary>Host names that lead to it now.</summary>
    public IReadOnlyList<string> Hostnames { get; init; } = [];

    /// <summary>What its health checks said at the end.</summary>
    public Apps.DcAppHealth Health { get; init; }

    /// <summary>How long the app was down, for a move; null for a restore.</summary>
    public TimeSpan? Downtime { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>What is worth knowing, in sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>Where storage of a backup went.</summary>
public sealed record DcRestoredVolume
{
    /// <summary>Name or path in the backup.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the volume or path on the node.</summary>
    public required string Target { get; init; }

    /// <summary>Whether the target is a path of the node.</summary>
    public bool IsBind { get; init; }

    /// <summary>Driver of the volume; null for a path.</summary>
    public string? Driver { get; init; }

    /// <summary>From where to where.</summary>
    public override string ToString() => $"{Name} -> {Target}";
}
