namespace Dentropy.Engine.Backups.Places;

/// <summary>A backup's file, open to be read in any order, by several readers at a time.</summary>
public interface IBackupFile : IAsyncDisposable
{
    /// <summary>Its name without folders.</summary>
    string Name { get; }

    /// <summary>Where it is, whole: a path, <c>s3://bucket/key</c> or <c>ssh://node/path</c>.</summary>
    string Path { get; }

    /// <summary>Its bytes.</summary>
    long Length { get; }

    /// <summary>Whether stretches that are read side by side come faster than one after the other, as from a disk of this machine.</summary>
    bool IsLocal => false;

    /// <summary>Reads a stretch of it.</summary>
    /// <param name="offset">Where to begin.</param>
    /// <param name="length">How many bytes; the stretch must lie within the file.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <returns>A stream that is read forwards, asynchronously, and ends early only where the file was cut meanwhile.</returns>
    /// <exception cref="DentropyException"><c>BackupNotFound</c>, <c>PlaceUnreadable</c>, <c>PlaceUnreachable</c>, <c>PlaceRefused</c>, also while it is read.</exception>
    Task<Stream> OpenReadAsync(long offset, long length, CancellationToken cancellationToken);
}
