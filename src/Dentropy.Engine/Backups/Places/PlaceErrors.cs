using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Backups.Places;

/// <summary>What can go wrong with a place, worded in one place.</summary>
internal static class PlaceErrors
{
    // ENOSPC and EDQUOT have these numbers on Linux; macOS and the BSDs have 28 and 69.
    private static readonly int[] s_full = [28, 122, 69, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    public static DentropyException Invalid(string location, string problem) => new(
        "InvalidPlace",
        DentropyErrorCategory.InvalidArgument,
        location,
        $"'{Shown.Text(location)}' cannot be a place for backups: {problem}. Name a folder, s3://bucket/prefix, ssh://node/path, or a place from cloud.yaml.");

    public static DentropyException NotFound(string location) => new(
        "PlaceNotFound",
        DentropyErrorCategory.ObjectNotFound,
        location,
        $"There is no place for backups {location}. Check its name; a folder is made when the first backup is written to it.");

    public static DentropyException FileNotFound(string path) => new(
        "BackupNotFound",
        DentropyErrorCategory.ObjectNotFound,
        path,
        $"There is no backup {path}. Get-DcBackup lists those that there are.");

    public static DentropyException Exists(string path) => new(
        "BackupExists",
        DentropyErrorCategory.ResourceExists,
        path,
        $"There is a backup {path} already, and it was not touched. A backup's name has the second in which it began: try again.");

    public static DentropyException Ambiguous(string location, IReadOnlyList<string> names) => new(
        "BackupAmbiguous",
        DentropyErrorCategory.InvalidArgument,
        location,
        $"'{location}' means {names.Count} backups, and one is needed: {string.Join(", ", names.Take(3))}{(names.Count > 3 ? ", ..." : "")}. Name one of them.");

    public static DentropyException Full(string path, string? free, Exception? cause) => new(
        "PlaceFull",
        DentropyErrorCategory.WriteError,
        path,
        $"{path} does not fit: the place is full{free}. Nothing of it is left there. Make room, with Remove-DcBackup -KeepLast for instance, or use another place.",
        cause);

    public static DentropyException Unreadable(string path, string why, Exception? cause) => new(
        "PlaceUnreadable",
        DentropyErrorCategory.ReadError,
        path,
        $"{path} cannot be read: {why.TrimEnd('.')}. Check the place and its permissions.",
        cause);

    public static DentropyException NotWritable(string path, string why, Exception? cause) => new(
        "PlaceNotWritable",
        DentropyErrorCategory.WriteError,
        path,
        $"{path} cannot be written: {why.TrimEnd('.')}. Nothing of it is left there. Check the place and its permissions.",
        cause);

    public static DentropyException Unreachable(string location, string why, Exception? cause) => new(
        "PlaceUnreachable",
        DentropyErrorCategory.ConnectionError,
        location,
        $"{location} cannot be reached: {why.TrimEnd('.')}. Check the address, the network and the server, and try again.",
        cause);

    public static DentropyException Refused(string location, string why, Exception? cause) => new(
        "PlaceRefused",
        DentropyErrorCategory.PermissionDenied,
        location,
        $"{location} refused this account: {why.TrimEnd('.')}. Check the keys and what they may do there.",
        cause);

    /// <summary>A failure of this machine's files while a backup is written.</summary>
    public static DentropyException Writing(string path, Exception cause) => s_full.Contains(cause.HResult)
        ? Full(path, Free(path), cause)
        : NotWritable(path, cause.Message, cause);

    private static string? Free(string path)
    {
        try
        {
            return $" ({ByteCount.Text(FolderPlace.FreeBytes(path))} are free)";
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e) || e is ArgumentException)
        {
            return null;
        }
    }
}
