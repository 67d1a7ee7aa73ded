using Dentropy.Backups;

namespace Dentropy.Cli.Backups;

// A backup in JSON and YAML. Times are in seconds, sizes in bytes.
internal sealed record BackupView(
    string Name,
    string Path,
    string? Place,
    string App,
    DateTimeOffset Time,
    string? SourceNode,
    long Size,
    bool Encrypted,
    bool Complete,
    int FormatVersion,
    string? ToolVersion,
    IReadOnlyList<BackupVolumeView> Volumes,
    IReadOnlyList<string> Services,
    IReadOnlyList<string> Images,
    bool IncludesImages,
    double? Downtime,
    double? Duration,
    IReadOnlyList<string> Warnings)
{
    public static BackupView Of(DcBackup backup) => new(
        backup.Name,
        backup.Path,
        backup.Place,
        backup.App,
        backup.Time,
        backup.SourceNode,
        backup.Size,
        backup.Encrypted,
        backup.Complete,
        backup.FormatVersion,
        backup.ToolVersion,
        [.. backup.Volumes.Select(volume => new BackupVolumeView(volume.Name, volume.IsBind, volume.Driver, volume.StoredSize))],
        backup.Services,
        backup.Images,
        backup.IncludesImages,
        backup.Downtime?.TotalSeconds,
        backup.Duration?.TotalSeconds,
        backup.Warnings);
}

internal sealed record BackupVolumeView(string Name, bool IsBind, string? Driver, long? StoredSize);

// What a check found.
internal sealed record BackupTestView(string Name, string Path, string App, bool Valid, long Bytes, int Parts, IReadOnlyList<string> Problems, double Duration)
{
    public static BackupTestView Of(DcBackupTest test) =>
        new(test.Name, test.Path, test.App, test.Valid, test.Bytes, test.Parts, test.Problems, Math.Round(test.Duration.TotalSeconds, 3));
}
