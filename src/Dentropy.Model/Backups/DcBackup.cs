namespace Dentropy.Backups;

/// <summary>A backup of one app: one file, in a folder, a bucket or a node's folder.</summary>
public sealed record DcBackup
{
    /// <summary>File name, e.g. <c>nextcloud-20261120T153000Z.tar.zst</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Where the file is, whole: a path, <c>s3://bucket/key</c> or <c>ssh://node/path</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Name of the app; for an encrypted file as its name gives it.</summary>
    public required string App { get; init; }

    /// <summary>When it was made; for an encrypted file as its name gives it.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Name of the node that it was made on; null where only the file's name could be read.</summary>
    public string? SourceNode { get; init; }

    /// <summary>Bytes of the file.</summary>
    public required long Size { get; init; }

    /// <summary>Whether it is encrypted, so that its manifest cannot be read without an identity.</summary>
    public bool Encrypted { get; init; }

    /// <summary>Whether it was made to its end. False for a file that was cut off.</summary>
    public bool Complete { get; init; }

    /// <summary>Version of the file's format; 0 where it could not be read.</summary>
    public int FormatVersion { get; init; }

    /// <summary>Version of Dentropy that made it; null where it could not be read.</summary>
    public string? ToolVersion { get; init; }

    /// <summary>What is in it of the app's storage.</summary>
    public IReadOnlyList<DcBackupVolume> Volumes { get; init; } = [];

    /// <summary>Names of the app's services.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>Images that the app needs.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>Whether the images are in the file, so that a restore needs no registry.</summary>
    public bool IncludesImages { get; init; }

    /// <summary>How long the app was down or paused for it; null where it was not read or not known.</summary>
    public TimeSpan? Downtime { get; init; }

    /// <summary>How long it took; null where it was not read.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>What was left out or is worth knowing, in sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Name of the place in <c>cloud.yaml</c>; null for one that has no name there.</summary>
    public string? Place { get; init; }

    /// <summary>Folder of the inventory that the place was found with; null where there was none.</summary>
    public string? Cloud { get; init; }

    /// <summary>The backup's path, so that a backup can stand where a path is asked for.</summary>
    public override string ToString() => Path;
}
