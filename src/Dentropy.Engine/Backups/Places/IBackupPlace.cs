namespace Dentropy.Engine.Backups.Places;

/// <summary>Where backups are kept: a folder, a bucket with a prefix, or a folder of a node. Names are file names without folders.</summary>
public interface IBackupPlace : IAsyncDisposable
{
    /// <summary>The place, whole: a path, <c>s3://bucket/prefix</c> or <c>ssh://node/path</c>.</summary>
    string Location { get; }

    /// <summary>The whole path of a file in it.</summary>
    /// <param name="name">The file's name.</param>
    string PathOf(string name);

    /// <summary>The files whose names are backups' names, by name. What a stopped run left under a temporary name is not among them.</summary>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="DentropyException"><c>PlaceNotFound</c>, <c>PlaceUnreadable</c>, <c>PlaceUnreachable</c>, <c>PlaceRefused</c>.</exception>
    IAsyncEnumerable<BackupEntry> ListAsync(CancellationToken cancellationToken);

    /// <summary>Opens a file to read any stretch of it.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="DentropyException"><c>BackupNotFound</c>, and those of <see cref="ListAsync"/>.</exception>
    Task<IBackupFile> OpenAsync(string name, CancellationToken cancellationToken);

    /// <summary>Begins a new file. The place is made where it is a folder that is not there.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="DentropyException"><c>BackupExists</c>, <c>PlaceNotWritable</c>, <c>PlaceUnreachable</c>, <c>PlaceRefused</c>.</exception>
    Task<BackupUpload> CreateAsync(string name, CancellationToken cancellationToken);

    /// <summary>Removes a file.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="cancellationToken">Ends the removal before it begins.</param>
    /// <exception cref="DentropyException"><c>BackupNotFound</c>, <c>PlaceNotWritable</c>, and those of <see cref="ListAsync"/>.</exception>
    Task DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>Bytes that can still be written; null where the place does not say.</summary>
    /// <param name="cancellationToken">Ends the question.</param>
    Task<long?> FreeSpaceAsync(CancellationToken cancellationToken);
}

/// <summary>A file as a listing shows it.</summary>
/// <param name="Name">Its name without folders.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Modified">When it was last written.</param>
public sealed record BackupEntry(string Name, long Length, DateTimeOffset Modified);
