using System.Globalization;
using Dentropy.Backups;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;

namespace Dentropy.Cli.Backups;

// Backups in words, for people.
internal static class BackupText
{
    public static IReadOnlyList<Column<DcBackup>> Columns { get; } =
    [
        new("App", backup => backup.App),
        new("Node", backup => backup.SourceNode),
        new("Time", backup => Time(backup.Time)),
        new("Size", backup => Size.Text(backup.Size), Right: true),
        new("State", State),
        new("Volumes", backup => string.Join(", ", backup.Volumes.Select(volume => volume.Name))),
        new("Path", backup => backup.Path),
    ];

    public static IEnumerable<(string Name, string Text)> Fields(DcBackup backup)
    {
        yield return ("app", backup.App);
        yield return ("path", backup.Path);
        yield return ("state", State(backup));
        yield return ("time", Time(backup.Time));
        yield return ("size", Size.Text(backup.Size));
        if (backup.SourceNode is { } node)
            yield return ("node", node);
        if (backup.FormatVersion > 0)
            yield return ("format", $"version {backup.FormatVersion}, by Dentropy {backup.ToolVersion}");
        if (backup.Services.Count > 0)
            yield return ("services", string.Join(", ", backup.Services));
        if (backup.Images.Count > 0)
            yield return ("images", string.Join(", ", backup.Images) + (backup.IncludesImages ? " (in the file)" : " (not in the file)"));
        foreach (var volume in backup.Volumes)
            yield return (volume.IsBind ? "path on node" : "volume", volume.Name + (volume.StoredSize is { } stored ? $" ({Size.Text(stored)} in the file)" : ""));
        if (backup.Downtime is { } downtime)
            yield return ("downtime", Duration.Text(downtime));
        if (backup.Duration is { } duration)
            yield return ("duration", Duration.Text(duration));
        foreach (var warning in backup.Warnings)
            yield return ("warning", warning);
    }

    private static string State(DcBackup backup) => backup switch
    {
        { Complete: false } => "incomplete",
        { Encrypted: true } => "encrypted",
        _ => "complete",
    };

    private static string Time(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
