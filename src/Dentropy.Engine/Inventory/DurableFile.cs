using System.Text;

namespace Dentropy.Engine.Inventory;

/// <summary>
/// A file that is written beside its place under a temporary name, flushed to the disk, and then renamed in, so that a reader, a crash or a
/// loss of power finds the old state or the new one, whole.
/// </summary>
internal sealed class DurableFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private bool _published;

    private DurableFile(string path, string temporary) => (_path, _temporary) = (path, temporary);

    /// <summary>Writes the temporary file. Whoever holds the inventory's lock is the only writer, so one name a file is enough and a crash leaves one file at most.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What it is to hold.</param>
    /// <param name="mode">Who may read it, from its first byte on, where the file system has modes; null for whoever could read the old one.</param>
    public static DurableFile Write(string path, ReadOnlySpan<byte> content, UnixFileMode? mode = null)
    {
        var temporary = Path.Join(Path.GetDirectoryName(path), $".{Path.GetFileName(path)}.tmp");
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (mode is not null && !OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        using (var stream = new FileStream(temporary, options))
        {
            var file = stream.SafeFileHandle;
            RandomAccess.Write(file, content, 0);
            if (mode is null && !OperatingSystem.IsWindows() && File.Exists(path))
                File.SetUnixFileMode(file, File.GetUnixFileMode(path));
            RandomAccess.FlushToDisk(file);
        }

        return new DurableFile(path, temporary);
    }

    /// <summary>Renames it in.</summary>
    public void Publish()
    {
        File.Move(_temporary, _path, overwrite: true);
        _published = true;
        SyncFolder(Path.GetDirectoryName(_path)!);
    }

    /// <summary>Writes and renames in.</summary>
    public static void Save(string path, string content)
    {
        using var file = Write(path, Encoding.UTF8.GetBytes(content));
        file.Publish();
    }

    /// <summary>Makes a folder and those above it, open to this account alone where they are new.</summary>
    public static void MakeFolder(string path)
    {
        if (Directory.Exists(path))
            return;

        var above = Path.GetDirectoryName(path);
        if (above is not null)
            MakeFolder(above);

        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (above is not null)
            SyncFolder(above);
    }

    /// <summary>Makes renames and removals in a folder survive a loss of power.</summary>
    public static void SyncFolder(string path)
    {
        // NTFS journals renames by itself.
        if (!OperatingSystem.IsWindows())
            Libc.SyncFolder(path);
    }

    /// <summary>Takes the temporary file away where it was not renamed in.</summary>
    public void Dispose()
    {
        if (_published)
            return;

        try
        {
            File.Delete(_temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next write of this file deletes it; the failure that led here is the one to report.
        }
    }
}
