using Dentropy.Engine.Backups.Format;

namespace Dentropy.Engine.Backups.Create;

/// <summary>What is done so that the files of a backup belong together.</summary>
public enum BackupConsistency
{
    /// <summary>The app is stopped, in its order, and started again.</summary>
    Stop,

    /// <summary>The app is frozen: as after a power cut, which databases survive.</summary>
    Pause,

    /// <summary>The app goes on; files may be from different moments.</summary>
    None,
}

/// <summary>How a backup is made.</summary>
public sealed record BackupSettings
{
    /// <summary>A folder, <c>s3://bucket/prefix</c>, <c>ssh://node/path</c>, or the name of a place in <c>cloud.yaml</c>.</summary>
    public required string Destination { get; init; }

    /// <summary>What is done so that the files belong together.</summary>
    public BackupConsistency Consistency { get; init; }

    /// <summary>Whether large volumes are copied once while the app runs, so that only what changed is left for the time in which it does not.</summary>
    public bool FirstPass { get; init; } = true;

    /// <summary>Paths of the node that go into the backup: exact, with wildcards, or <c>*</c> for all that the app mounts.</summary>
    public IReadOnlyList<string> IncludeBindMounts { get; init; } = [];

    /// <summary>Volumes that stay out of it: exact names, or with wildcards.</summary>
    public IReadOnlyList<string> ExcludeVolumes { get; init; } = [];

    /// <summary>Whether the images go into the backup, so that a restore needs no registry.</summary>
    public bool IncludeImages { get; init; }

    /// <summary>How parts are compressed; null for zstd where the node has it, else gzip.</summary>
    public BackupCompression? Compression { get; init; }

    /// <summary>Level of the compression: 1 to 19 for zstd, 1 to 9 for gzip; null for the program's own.</summary>
    public int? CompressionLevel { get; init; }

    /// <summary>Recipients of <c>age</c>; empty for a file that is not encrypted.</summary>
    public IReadOnlyList<string> Recipients { get; init; } = [];

    /// <summary>How long another run of the same app is waited for; null to refuse at once.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Image on the node whose programs are used instead of the node's own; null for those.</summary>
    public string? HelperImage { get; init; }

    /// <summary>Bytes on the disk from which on a volume counts as large.</summary>
    public long FirstPassFrom { get; init; } = 32 * 1024 * 1024;

    /// <summary>Silence after which the node brings the app back by itself; tests shorten it.</summary>
    internal TimeSpan? Silence { get; init; }

    /// <summary>How long the node goes on looking whether the app stays up; tests shorten it.</summary>
    internal TimeSpan? Settle { get; init; }
}
