namespace Dentropy.Engine.Backups.Places;

/// <summary>A file that is being written. It appears under its name when it is committed, whole; disposed without that, nothing is left of it.</summary>
public abstract class BackupUpload : IAsyncDisposable
{
    /// <summary>Where it will be.</summary>
    public abstract string Path { get; }

    /// <summary>Takes the file's bytes, forwards. It is written asynchronously and not closed.</summary>
    public abstract Stream Stream { get; }

    /// <summary>Makes the file safe on its disk and gives it its name.</summary>
    /// <param name="cancellationToken">Ends it; then nothing is left.</param>
    /// <exception cref="DentropyException"><c>PlaceFull</c>, <c>PlaceNotWritable</c>, <c>PlaceUnreachable</c>, <c>PlaceRefused</c>; the stream throws them too.</exception>
    public abstract Task CommitAsync(CancellationToken cancellationToken);

    /// <summary>Takes away what was written, unless it was committed. It does not throw.</summary>
    public abstract ValueTask DisposeAsync();
}
