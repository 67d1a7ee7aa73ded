using System.Management.Automation;
using Dentropy.Backups;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell;

// What an operator may give where backups are asked for: a place, a path, wildcards; a backup; the result of its test. It parses only.
public sealed class DcBackupReference
{
    public DcBackupReference(string location)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(location);
        Location = location.Trim();
    }

    public DcBackupReference(DcBackup backup)
    {
        ArgumentNullException.ThrowIfNull(backup);
        (Backup, Location, Cloud) = (backup, backup.Path, backup.Cloud);
    }

    public DcBackupReference(DcBackupTest test)
    {
        ArgumentNullException.ThrowIfNull(test);
        Location = test.Path;
    }

    // A file from Get-ChildItem; an object made by hand, or one that came back from a job or another machine.
    public DcBackupReference(PSObject value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var path = Values.Text(value.Properties["FullName"]?.Value ?? value.Properties["Path"]?.Value);
        Location = string.IsNullOrWhiteSpace(path) ? throw new ArgumentException("The object names no backup: it has neither a Path nor a FullName.", nameof(value)) : path.Trim();
        Cloud = Values.Text(value.Properties["Cloud"]?.Value);
    }

    public string Location { get; }

    public string? Cloud { get; }

    // The backup itself, where it was given.
    public DcBackup? Backup { get; }

    public override string ToString() => Location;
}
