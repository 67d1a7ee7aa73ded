using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Backups.Format;

/// <summary>What can be wrong with a backup's file, worded in one place.</summary>
internal static class BackupErrors
{
    public static DentropyException NotABackup(string path) => new(
        "NotABackup",
        DentropyErrorCategory.InvalidData,
        path,
        $"{path} is no backup of Dentropy's: it does not begin as one. Name a file that Get-DcBackup lists.");

    public static DentropyException TooNew(string path, int version) => new(
        "BackupFormatTooNew",
        DentropyErrorCategory.NotImplemented,
        path,
        $"{path} has format version {version}, and this Dentropy reads versions up to {BackupManifest.CurrentVersion}. Install a newer Dentropy; until then tar can unpack the file.");

    public static DentropyException Incomplete(string path) => new(
        "BackupIncomplete",
        DentropyErrorCategory.InvalidData,
        path,
        $"{path} ends before its end: the backup was stopped, or the file was cut off when it was copied. "
            + "Use another backup, or copy the file again; Test-DcBackup says which of its parts are whole.");

    public static DentropyException Damaged(string path, string what) => new(
        "BackupDamaged",
        DentropyErrorCategory.InvalidData,
        path,
        $"{path} is damaged: {what}. Use another backup, or another copy of this file; Test-DcBackup lists everything that is wrong with it.");

    public static DentropyException MemberInvalid(string name, string problem) => new(
        "BackupMemberInvalid",
        DentropyErrorCategory.InvalidArgument,
        name,
        $"'{Shown.Text(name)}' cannot be the name of something in a backup: {problem}. Nothing more was written.");

    public static DentropyException PartInvalid(string name, string problem) => new(
        "BackupPartInvalid",
        DentropyErrorCategory.InvalidResult,
        name,
        $"The part {Shown.Text(name)} cannot be stored: {problem}. The backup is not complete; look at what the node said, and try again.");
}
