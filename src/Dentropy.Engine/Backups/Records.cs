using Dentropy.Backups;
using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Backups.Places;

namespace Dentropy.Engine.Backups;

/// <summary>Makes the records that users see.</summary>
internal static class Records
{
    /// <summary>What is known of a file: by its manifest and index, and where they cannot be read, by its name.</summary>
    public static DcBackup? Of(IBackupFile file, BackupManifest? manifest, BackupIndex? index, bool encrypted, bool complete)
    {
        var name = BackupName.Parse(file.Name);
        if (manifest is null && name is null)
            return null;
        return new DcBackup
        {
            Name = file.Name,
            Path = file.Path,
            App = manifest?.App ?? name!.App,
            Time = manifest?.Time ?? name!.Time,
            SourceNode = manifest?.SourceNode ?? name!.Node,
            Size = file.Length,
            Encrypted = encrypted,
            Complete = complete,
            FormatVersion = manifest?.FormatVersion ?? 0,
            ToolVersion = manifest?.ToolVersion,
            Volumes = [.. (manifest?.Volumes ?? []).Select(volume => Of(volume, index))],
            Services = [.. (manifest?.Services ?? []).Select(service => service.Name)],
            Images = [.. (manifest?.Images ?? []).Select(image => image.Reference)],
            IncludesImages = manifest?.IncludesImages ?? false,
            Downtime = index?.Outcome.Downtime,
            Duration = index?.Outcome.Duration,
            Warnings = index?.Outcome.Warnings ?? [],
        };
    }

    private static DcBackupVolume Of(ManifestVolume volume, BackupIndex? index) => new()
    {
        Name = volume.Name,
        IsBind = volume.IsBind,
        Driver = volume.Driver,
        StoredSize = index?.Parts.Where(part => string.Equals(part.Name, volume.Part, StringComparison.Ordinal)).Sum(part => part.Length),
    };
}
