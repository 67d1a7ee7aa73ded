using System.Runtime.InteropServices;

namespace Dentropy.Engine.Inventory;

/// <summary>What can go wrong with an inventory's folder and its nodes, each with its way out.</summary>
internal static class InventoryErrors
{
    // EROFS has this number on Linux, macOS and FreeBSD.
    private const int ReadOnlyFileSystem = 30;

    public static DentropyException NotFound(string name, string cloud, params IReadOnlyList<string> near) => new(
        "NodeNotFound",
        DentropyErrorCategory.ObjectNotFound,
        name,
        $"There is no node {Shown.Text(name)} in {cloud}. "
            + (near.Count > 0 ? $"Did you mean {string.Join(", ", near)}?" : "See which nodes there are, and check the name and the cloud folder."));

    public static DentropyException Local(string name) => new(
        "InvalidNodeName",
        DentropyErrorCategory.InvalidArgument,
        name,
        "localhost is always this machine and has no entry in the inventory. Name another node.");

    public static DentropyException Exists(string name, string other, string cloud)
    {
        var how = string.Equals(name, other, StringComparison.Ordinal)
            ? $"There is a node {other} already in {cloud}."
            : $"Node {name} cannot be added: there is a node {other} already in {cloud}, and letter case alone does not tell nodes apart.";
        return new DentropyException(
            "NodeExists", DentropyErrorCategory.ResourceExists, name, how + " Change that one, remove it first, or choose another name.");
    }

    public static DentropyException Stale(string name, long yours, long stored) => new(
        "StaleRevision",
        DentropyErrorCategory.ResourceBusy,
        name,
        $"Node {name} was changed meanwhile: yours is revision {yours}, the stored one is {stored}. Nothing was written. Read the node again and repeat the change.");

    public static DentropyException Busy(string cloud, string? owner, TimeSpan waited, Exception? cause) => new(
        "InventoryBusy",
        DentropyErrorCategory.ResourceBusy,
        cloud,
        $"The inventory {cloud} is locked by {(owner is null ? "another process" : "process " + owner)} and was not free within {waited.TotalSeconds:0} seconds. "
            + "Nothing was written. Try again, or end that process.",
        cause);

    public static DentropyException NoFolder(string path) => new(
        "InventoryUnreadable",
        DentropyErrorCategory.ReadError,
        path,
        $"The inventory cannot be read: {path} is not a folder. Name the cloud folder.");

    public static DentropyException Unreadable(string path, Exception cause) => new(
        "InventoryUnreadable",
        DentropyErrorCategory.ReadError,
        path,
        $"The inventory cannot be read: {cause.Message.TrimEnd('.')}. Check the folder {path} and its permissions.",
        cause);

    public static DentropyException FileUnreadable(string path, string cloud, Exception cause) => new(
        "NodeFileUnreadable",
        DentropyErrorCategory.ReadError,
        path,
        $"{NodeYaml.Relative(path, cloud)} cannot be read: {cause.Message.TrimEnd('.')}. Check the file's permissions; until then this node is left out.",
        cause);

    /// <summary>Whether an exception is a failure of files or folders.</summary>
    public static bool IsFileFailure(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>A write that a folder refused or that failed.</summary>
    public static DentropyException Write(string cloud, Exception cause)
    {
        if (cause is UnauthorizedAccessException || cause.HResult == ReadOnlyFileSystem || (uint)cause.HResult == 0x80070013)
        {
            return new DentropyException(
                "InventoryReadOnly",
                DentropyErrorCategory.PermissionDenied,
                cloud,
                $"The inventory {cloud} is read-only for this account, so nothing was changed: {cause.Message.TrimEnd('.')}. "
                    + "Get the right to write there, or use another cloud folder.",
                cause);
        }

        return new DentropyException(
            "InventoryWriteFailed",
            DentropyErrorCategory.WriteError,
            cloud,
            $"The inventory {cloud} could not be written, and nothing was changed: {cause.Message.TrimEnd('.')}. "
                + "Check the folder and the free space on its disk.",
            cause);
    }

    /// <summary>What errno says, as the exception that .NET would throw.</summary>
    public static IOException FromErrno(int errno) => new(Marshal.GetPInvokeErrorMessage(errno), errno);
}
