using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Backups.Create;

/// <summary>Storage that goes into a backup.</summary>
internal sealed record BackupItem
{
    /// <summary>Name of the volume, or path on the node.</summary>
    public required string Name { get; init; }

    /// <summary>The volume; null for a path.</summary>
    public VolumeDetails? Volume { get; init; }

    /// <summary>Folder in the archive.</summary>
    public required string Part { get; init; }

    /// <summary>Where containers see it: service and path.</summary>
    public required IReadOnlyList<BackupTarget> Targets { get; init; }

    /// <summary>For a path that is a single file, its name.</summary>
    public string? File { get; init; }

    /// <summary>Bytes on the disk; null where they were not counted in time.</summary>
    public long? Size { get; init; }

    /// <summary>Whether there is a first pass.</summary>
    public bool FirstPass { get; init; }

    /// <summary>Paths below it that stay out, as tar's patterns for the names in the archive.</summary>
    public IReadOnlyList<string> Excludes { get; init; } = [];

    public bool IsBind => Volume is null;

    public bool Anonymous => Volume is { } volume && (volume.Labels.ContainsKey(Apps.AppLabels.AnonymousVolume) || (volume.Name.Length == 64 && volume.Name.All(char.IsAsciiHexDigitLower)));
}

/// <summary>Where a container sees storage.</summary>
internal sealed record BackupTarget(string Service, ContainerDetails Container, string Path);
