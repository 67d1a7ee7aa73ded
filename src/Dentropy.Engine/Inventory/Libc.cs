using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Dentropy.Engine.Inventory;

/// <summary>The calls of the C library that .NET has no API for: a folder's fsync, and a file lock that the kernel drops when its owner dies.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class Libc
{
    public const int LockExclusiveNow = 2 | 4;

    public const int Unlock = 8;

    /// <summary>Makes what was renamed in a folder survive a loss of power. File systems that cannot are left as they are.</summary>
    public static void SyncFolder(string path)
    {
        var folder = Open(path, OperatingSystem.IsLinux() ? 0x80000 : 0);
        if (folder < 0)
            return;

        _ = Sync(folder);
        _ = Close(folder);
    }

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Lock(SafeHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int file);
}
