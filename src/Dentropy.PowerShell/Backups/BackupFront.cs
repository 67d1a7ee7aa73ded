using System.Management.Automation;
using Dentropy.Engine.Backups.Places;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Backups;

// What the cmdlets for backups share: where places are found, and what PowerShell means by a path.
internal static class BackupFront
{
    public static BackupPlaces Places(PSCmdlet cmdlet, params ReadOnlySpan<string?> clouds) =>
        new(Inventory.Open(cmdlet, clouds), Session.Current.Links(), cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath);

    // A path on one of PowerShell's own drives; everything else is the engine's to understand.
    public static string Location(PSCmdlet cmdlet, DcBackupReference reference)
    {
        if (reference.Backup is { } backup)
            return BackupPlaces.LocationOf(backup);
        var colon = reference.Location.IndexOf(':', StringComparison.Ordinal);
        var drive = colon > 1 && !reference.Location.Contains("://", StringComparison.Ordinal) ? reference.Location[..colon] : null;
        var known = drive is not null && cmdlet.SessionState.Drive.GetAll().Any(one => string.Equals(one.Name, drive, StringComparison.OrdinalIgnoreCase));
        return known ? LocalPath.Full(cmdlet, reference.Location) : reference.Location;
    }

    public static IReadOnlyList<string> Identities(PSCmdlet cmdlet, string[] identities) => [.. identities.Select(path => LocalPath.Full(cmdlet, path))];
}
