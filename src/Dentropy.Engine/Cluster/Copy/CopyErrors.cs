using System.Globalization;

namespace Dentropy.Engine.Cluster;

/// <summary>The errors of copies, worded in one place.</summary>
internal static class CopyErrors
{
    public static void ThrowIfUnusable(string remotePath)
    {
        if (remotePath.Length == 0 || remotePath.Contains('\0', StringComparison.Ordinal))
        {
            throw new DentropyException("InvalidItemPath", DentropyErrorCategory.InvalidArgument, remotePath, "The path on the node is empty or holds a NUL character. Give the path of a file or folder.");
        }
    }

    public static DentropyException NoName(string path) => new(
        "InvalidItemPath",
        DentropyErrorCategory.InvalidArgument,
        path,
        $"The path '{path}' does not end with the name of a file or folder, so the copy would have no name. Give the path in full.");

    public static DentropyException LocalNotFound(string path) => new(
        "ItemNotFound",
        DentropyErrorCategory.ObjectNotFound,
        path,
        $"There is no file or folder '{path}' on this machine. Nothing was sent.");

    public static DentropyException LocalUnreadable(string path, Exception cause) => new(
        "ItemUnreadable",
        DentropyErrorCategory.ReadError,
        path,
        $"'{path}' on this machine could not be read: {cause.Message} Nothing was put in place.",
        cause);

    public static DentropyException Changed(string path) => new(
        "ItemChanged",
        DentropyErrorCategory.ReadError,
        path,
        $"The file '{path}' became shorter while it was read. Nothing was put in place; copy it again when nobody writes to it.");

    public static DentropyException NotUtf8(string node, string name) => new(
        "InvalidItemName",
        DentropyErrorCategory.InvalidData,
        node,
        $"The name '{name}' on node '{node}' is not UTF-8, so it cannot be kept as it is. Rename it there; nothing was put in place.");

    public static DentropyException Unsafe(string node, string name, string why) => new(
        "UnsafeArchive",
        DentropyErrorCategory.InvalidData,
        node,
        $"What node '{node}' sent would be written outside of its place ('{name}' {why}). Nothing was put in place; something is wrong with tar on that node.");

    public static DentropyException BadLocalName(string node, string name) => new(
        "InvalidItemName",
        DentropyErrorCategory.InvalidData,
        node,
        $"This machine cannot have a file by the name '{name}', which node '{node}' sent. Nothing was put in place.");

    public static DentropyException Conflict(string node, string path) => new(
        "ItemConflict",
        DentropyErrorCategory.ResourceExists,
        node,
        $"'{path}' is there already and of another kind (node '{node}'): a file does not replace a folder, nor a folder a file, a link or a device. Nothing was changed; move it away or copy to another path.");

    public static DentropyException Checksum(string node, string path) => new(
        "ChecksumMismatch",
        DentropyErrorCategory.InvalidData,
        node,
        $"The checksum of '{path}' differs between this machine and node '{node}': it changed while it was copied, or a disk or memory is bad. Nothing was put in place; copy it again.");

    public static DentropyException Incomplete(string node, string path, string said) => new(
        "CopyFailed",
        DentropyErrorCategory.InvalidResult,
        node,
        $"'{path}' could not be copied on node '{node}': {(said.Trim() is { Length: > 0 } text ? text.TrimEnd('.') : "its shell ended without a word")}. No file there is half written; copy it again when that is mended.");

    public static DentropyException LocalWrite(string node, string path, Exception cause) => IsDiskFull(cause)
        ? new DentropyException(
            "DiskFull",
            DentropyErrorCategory.WriteError,
            path,
            $"The disk of this machine is full: '{path}' from node '{node}' does not fit{FreeHere(path)}. What was written is removed again; make room.",
            cause)
        : new DentropyException(
            "LocalWriteFailed",
            DentropyErrorCategory.WriteError,
            path,
            $"'{path}' from node '{node}' could not be written on this machine: {cause.Message} What was written is removed again.",
            cause);

    /// <summary>Turns what a script on the node said into an error.</summary>
    /// <param name="node">Name of the node.</param>
    /// <param name="path">The path on the node that the user named.</param>
    /// <param name="kind">The script's word for it.</param>
    /// <param name="detail">What it added.</param>
    public static DentropyException FromScript(string node, string path, string kind, string detail) => kind switch
    {
        "missing" => new(
            "ItemNotFound",
            DentropyErrorCategory.ObjectNotFound,
            node,
            $"Node '{node}' has no file or folder '{detail}'."),
        "noparent" => new(
            "FolderNotFound",
            DentropyErrorCategory.ObjectNotFound,
            node,
            $"Node '{node}' has no folder '{detail}' to copy into. Nothing was changed; make it first, or ask for missing folders to be made (-CreateFolders)."),
        "conflict" => Conflict(node, detail),
        "special" => new(
            "ItemUnreadable",
            DentropyErrorCategory.InvalidArgument,
            node,
            $"'{detail}' on node '{node}' is neither a file nor a folder, so it cannot be copied."),
        "denied" => new(
            "ItemDenied",
            DentropyErrorCategory.PermissionDenied,
            node,
            $"The account may not use '{detail}' on node '{node}'. Nothing was changed; use another account or -Sudo."),
        "nospace" => NoSpace(node, path, detail),
        "checksum" => Checksum(node, detail.Split('\n')[0].Trim()),
        "nosum" => new(
            "ChecksumUnavailable",
            DentropyErrorCategory.NotImplemented,
            node,
            $"Node '{node}' has no sha256sum, so a copy could not be checked. Install coreutils or BusyBox there; nothing was changed."),
        "notar" => new(
            "TarUnavailable",
            DentropyErrorCategory.NotImplemented,
            node,
            $"Node '{node}' has no tar. Install it there; nothing was changed."),
        _ => Incomplete(node, path, OneLine(detail)),
    };

    public static DentropyException SudoRefused(string node, string said) => new(
        "SudoRefused",
        DentropyErrorCategory.PermissionDenied,
        node,
        $"The account on node '{node}' may not use sudo without a password: {OneLine(said).TrimEnd('.')}. Nothing was changed; log in as root, or allow it in sudoers.");

    /// <summary>Several lines as one.</summary>
    public static string OneLine(string text) => string.Join("; ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(3));

    // The detail is: KiB free, KiB needed.
    private static DentropyException NoSpace(string node, string path, string detail)
    {
        var numbers = detail.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var kib) ? kib * 1024 : (long?)null)
            .ToArray();
        var space = numbers is [{ } free, { } needed]
            ? $": {ByteCount.Text(needed)} are needed and {ByteCount.Text(free)} are free"
            : "";
        return new DentropyException(
            "DiskFull",
            DentropyErrorCategory.WriteError,
            node,
            $"The disk of node '{node}' has no room for the copy at '{path}'{space}. Nothing was changed; make room there or copy to another disk.");
    }

    private static bool IsDiskFull(Exception cause) =>
        // ENOSPC and EDQUOT on Linux and macOS; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
        cause is IOException && (cause.HResult & 0xFFFF) is 28 or 122 or 69 or 112 or 39;

    private static string FreeHere(string path)
    {
        try
        {
            return $" ({ByteCount.Text(new DriveInfo(path).AvailableFreeSpace)} are free)";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "";
        }
    }
}
