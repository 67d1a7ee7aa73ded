using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Microsoft.Win32.SafeHandles;

namespace Dentropy.Engine.Backups.Places;

/// <summary>A backup that is written beside its place under a temporary name, and renamed in when it is safe on the disk.</summary>
internal sealed class FolderUpload : BackupUpload
{
    private const string End = ".partial";
    private const int RandomLength = 8;

    private readonly string _temporary;
    private readonly SafeFileHandle _file;
    private readonly Writer _stream;
    private bool _committed;

    private FolderUpload(string path, string temporary, SafeFileHandle file)
    {
        (Path, _temporary, _file) = (path, temporary, file);
        _stream = new Writer(this);
    }

    /// <summary>What temporary names look like, behind the dot that hides them.</summary>
    public static string Pattern => "*" + End;

    public override string Path { get; }

    public override Stream Stream => _stream;

    /// <summary>Whether a name is one that <see cref="Create"/> makes up.</summary>
    public static bool IsTemporary(string name) =>
        name.Length > RandomLength + End.Length + 2
        && name[0] == '.'
        && name.EndsWith(End, StringComparison.Ordinal)
        && BackupName.Parse(name[1..^(End.Length + RandomLength + 1)]) is not null;

    /// <summary>Begins a file. It is readable by this account alone, as it holds all of an app's secrets.</summary>
    public static FolderUpload Create(string path)
    {
        if (File.Exists(path))
            throw PlaceErrors.Exists(path);

        var folder = System.IO.Path.GetDirectoryName(path);
        var temporary = System.IO.Path.Join(folder, $".{System.IO.Path.GetFileName(path)}.{Guid.NewGuid().ToString("N")[..RandomLength]}{End}");
        var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read, FileOptions.Asynchronous);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return new FolderUpload(path, temporary, file);
    }

    public override async Task CommitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await Task.Run(Publish, CancellationToken.None).ConfigureAwait(false);
        }
        catch (IOException) when (File.Exists(Path) && !_committed)
        {
            throw PlaceErrors.Exists(Path);
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw PlaceErrors.Writing(Path, e);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _file.Dispose();
        if (_committed)
            return;
        try
        {
            await Task.Run(() => File.Delete(_temporary)).ConfigureAwait(false);
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            // What led here is the failure to report; the next backup clears it away.
        }
    }

    private void Publish()
    {
        RandomAccess.FlushToDisk(_file);
        _file.Dispose();
        File.Move(_temporary, Path, overwrite: false);
        _committed = true;
        DurableFile.SyncFolder(System.IO.Path.GetDirectoryName(Path)!);
    }

    private sealed class Writer(FolderUpload upload) : AsyncStream
    {
        private long _at;

        public override bool CanWrite => true;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                await RandomAccess.WriteAsync(upload._file, buffer, _at, cancellationToken).ConfigureAwait(false);
                _at += buffer.Length;
            }
            catch (Exception e) when (InventoryErrors.IsFileFailure(e))
            {
                throw PlaceErrors.Writing(upload.Path, e);
            }
        }
    }
}
