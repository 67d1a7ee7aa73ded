using System.Runtime.CompilerServices;
using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Backups.Places;

/// <summary>A folder of this machine.</summary>
/// <param name="folder">Its full path.</param>
internal sealed class FolderPlace(string folder) : IBackupPlace
{
    // A write every day, at least, is what a backup that is still being made has.
    private static readonly TimeSpan LeftBehind = TimeSpan.FromDays(1);

    public string Location => folder;

    public string PathOf(string name) => Path.Join(folder, name);

    public async IAsyncEnumerable<BackupEntry> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A folder can be large or far away, so its listing does not hold the caller's thread.
        foreach (var entry in await Task.Run(Entries, cancellationToken).ConfigureAwait(false))
            yield return entry;
    }

    public Task<IBackupFile> OpenAsync(string name, CancellationToken cancellationToken) => Task.Run<IBackupFile>(() => FolderFile.Open(name, PathOf(name)), cancellationToken);

    public Task<BackupUpload> CreateAsync(string name, CancellationToken cancellationToken) => Task.Run<BackupUpload>(
        () =>
        {
            try
            {
                DurableFile.MakeFolder(folder);
                ClearLeftBehind();
                return FolderUpload.Create(PathOf(name));
            }
            catch (Exception e) when (InventoryErrors.IsFileFailure(e))
            {
                throw PlaceErrors.Writing(PathOf(name), e);
            }
        },
        cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            try
            {
                if (!File.Exists(PathOf(name)))
                    throw PlaceErrors.FileNotFound(PathOf(name));
                File.Delete(PathOf(name));
                DurableFile.SyncFolder(folder);
            }
            catch (Exception e) when (InventoryErrors.IsFileFailure(e))
            {
                throw new DentropyException(
                    "PlaceNotWritable", DentropyErrorCategory.WriteError, PathOf(name), $"{PathOf(name)} cannot be removed: {e.Message.TrimEnd('.')}. Check the folder's permissions.", e);
            }
        },
        cancellationToken);

    public Task<long?> FreeSpaceAsync(CancellationToken cancellationToken) => Task.Run<long?>(
        () =>
        {
            try
            {
                return FreeBytes(folder);
            }
            catch (Exception e) when (InventoryErrors.IsFileFailure(e))
            {
                throw PlaceErrors.Unreadable(folder, e.Message, e);
            }
        },
        cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Bytes that this account can still write where a path is, or will be.</summary>
    internal static long FreeBytes(string path)
    {
        while (!Directory.Exists(path) && Path.GetDirectoryName(path) is { } above)
            path = above;
        return new DriveInfo(path).AvailableFreeSpace;
    }

    private List<BackupEntry> Entries()
    {
        try
        {
            if (!Directory.Exists(folder))
                throw PlaceErrors.NotFound(folder);
            var entries = new List<BackupEntry>();
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles())
            {
                if (BackupName.Parse(file.Name) is not null)
                    entries.Add(new BackupEntry(file.Name, file.Length, new DateTimeOffset(file.LastWriteTimeUtc)));
            }

            entries.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
            return entries;
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw PlaceErrors.Unreadable(folder, e.Message, e);
        }
    }

    // What a run left that was killed. It must not keep a new backup from being made.
    private void ClearLeftBehind()
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("." + FolderUpload.Pattern))
        {
            try
            {
                if (FolderUpload.IsTemporary(file.Name) && DateTime.UtcNow - file.LastWriteTimeUtc > LeftBehind)
                    file.Delete();
            }
            catch (Exception e) when (InventoryErrors.IsFileFailure(e))
            {
                // Somebody else's, or just taken away by another run.
            }
        }
    }
}
