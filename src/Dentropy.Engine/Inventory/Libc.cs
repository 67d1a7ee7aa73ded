using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Dentropy.Engine.Inventory;

/// <summary>The calls of the C library that .NET has no API for: a folder's fsync, and a file lock that the kernel drops when its owner dies.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class Libc
{
    public const int LockExclusiveNow = 2 | 4;

    public const int Unlock = 8;

    private const int CloseOnExec = 0x80000;

    /// <summary>Makes what was renamed in a folder survive a loss of power. File systems that cannot are left as they are.</summary>
    public static void SyncFolder(string path)
    {
        using var folder = OpenToRead(path);
        if (folder is not null)
            _ = Sync(folder);
    }

    /// <summary>Opens a file or folder without the lock that .NET takes; null where it cannot be opened.</summary>
    public static SafeFileHandle? OpenToRead(string path)
    {
        var file = Open(path, OperatingSystem.IsLinux() ? CloseOnExec : 0);
        return file < 0 ? null : new SafeFileHandle(file, ownsHandle: true);
    }

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Lock(SafeHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(SafeHandle file);
}
