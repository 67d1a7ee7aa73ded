using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Microsoft.Win32.SafeHandles;

namespace Dentropy.Engine.Backups.Places;

/// <summary>A backup in a folder of this machine.</summary>
internal sealed class FolderFile : IBackupFile
{
    private readonly SafeFileHandle _file;

    private FolderFile(string name, string path, SafeFileHandle file, long length) => (Name, Path, _file, Length) = (name, path, file, length);

    public string Name { get; }

    public string Path { get; }

    public long Length { get; }

    public bool IsLocal => true;

    public static FolderFile Open(string name, string path)
    {
        try
        {
            var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
            return new FolderFile(name, path, file, RandomAccess.GetLength(file));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw PlaceErrors.FileNotFound(path);
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e) || e is NotSupportedException)
        {
            throw PlaceErrors.Unreadable(path, e.Message, e);
        }
    }

    public Task<Stream> OpenReadAsync(long offset, long length, CancellationToken cancellationToken) => Task.FromResult<Stream>(new Reader(this, offset, length));

    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed class Reader(FolderFile file, long offset, long length) : AsyncStream
    {
        private long _at = offset;
        private long _left = length;

        public override bool CanRead => true;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var wanted = (int)Math.Min(buffer.Length, _left);
            if (wanted == 0)
                return 0;
            try
            {
                var count = await RandomAccess.ReadAsync(file._file, buffer[..wanted], _at, cancellationToken).ConfigureAwait(false);
                (_at, _left) = (_at + count, _left - count);
                return count;
            }
            catch (Exception e) when (InventoryErrors.IsFileFailure(e))
            {
                throw PlaceErrors.Unreadable(file.Path, e.Message, e);
            }
        }
    }
}
