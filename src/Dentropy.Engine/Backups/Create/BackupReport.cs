using Dentropy.Backups;
using Dentropy.Engine.Backups.Format;

namespace Dentropy.Engine.Backups.Create;

/// <summary>What is told of a backup that was made.</summary>
internal static class BackupReport
{
    public static DcBackup Of(BackupManifest manifest, BackupWriter writer, BackupOutcome outcome, string path, bool encrypted, string? cloud) => new()
    {
        Name = BackupName.For(manifest, encrypted).ToString(),
        Cloud = cloud,
        Path = path,
        App = manifest.App,
        Time = manifest.Time,
        SourceNode = manifest.SourceNode,
        Size = writer.Position,
        Encrypted = encrypted,
        Complete = true,
        FormatVersion = manifest.FormatVersion,
        ToolVersion = manifest.ToolVersion,
        Volumes =
        [
            .. manifest.Volumes.Select(volume => new DcBackupVolume
            {
                Name = volume.Name,
                IsBind = volume.IsBind,
                Driver = volume.Driver,
                StoredSize = writer.Parts.Where(part => part.Name == volume.Part).Sum(part => part.Length),
            }),
        ],
        Services = [.. manifest.Services.Select(service => service.Name)],
        Images = [.. manifest.Images.Select(image => image.Reference)],
        IncludesImages = manifest.IncludesImages,
        Downtime = outcome.Downtime,
        Duration = outcome.Duration,
        Warnings = outcome.Warnings,
    };
}
