namespace Dentropy.Engine.Backups.Format;

/// <summary>
/// Writes a backup from its first byte to its last. The destination is only written forwards, so it may be a pipe or an upload; no part is
/// held in memory. Call in this order: the manifest, files, parts and files, completion.
/// </summary>
/// <param name="destination">Where the file goes. It is not closed.</param>
public sealed class BackupWriter(Stream destination) : IAsyncDisposable
{
    private readonly Stream _destination = destination;

    /// <summary>Bytes written so far.</summary>
    public long Position { get; private set; }

    /// <summary>The parts written so far.</summary>
    public IReadOnlyList<BackupPart> Parts => throw new NotSupportedException("Not written yet.");

    /// <summary>Writes <c>manifest.json</c>, which decides on the compression.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="cancellationToken">Ends the writing; the file is then worth nothing.</param>
    public Task WriteManifestAsync(BackupManifest manifest, CancellationToken cancellationToken) => throw new NotSupportedException("Not written yet.");

    /// <summary>Writes a small member, e.g. <c>definition.json</c>, so that it can be read without unpacking.</summary>
    /// <param name="member">Its name: a relative path with <c>/</c>.</param>
    /// <param name="content">Its content.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="DentropyException"><c>BackupMemberInvalid</c>: the name leads out of the archive, or is there already.</exception>
    public Task AddFileAsync(string member, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => throw new NotSupportedException("Not written yet.");

    /// <summary>Copies a part into the file, byte for byte as the node compressed it, and takes its checksum on the way.</summary>
    /// <param name="header">What it is.</param>
    /// <param name="compressed">Frames or members of the manifest's compression that hold whole tar blocks without the end-of-archive ones; or the member's content.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>Where it lies now.</returns>
    /// <exception cref="DentropyException"><c>BackupMemberInvalid</c>; <c>BackupPartInvalid</c>: the stream is empty or does not begin as that compression does.</exception>
    public Task<BackupPart> AddPartAsync(PartHeader header, Stream compressed, CancellationToken cancellationToken) => throw new NotSupportedException("Not written yet.");

    /// <summary>The same for a part that nobody compressed: it is stored as it is, in frames of this program's own.</summary>
    /// <param name="header">What it is.</param>
    /// <param name="plain">Whole tar blocks without the end-of-archive ones; or the member's content.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>Where it lies now.</returns>
    public Task<BackupPart> AddStoredPartAsync(PartHeader header, Stream plain, CancellationToken cancellationToken) => throw new NotSupportedException("Not written yet.");

    /// <summary>Writes the index and the end. Without it the file counts as not complete.</summary>
    /// <param name="outcome">How the backup went.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public Task CompleteAsync(BackupOutcome outcome, CancellationToken cancellationToken) => throw new NotSupportedException("Not written yet.");

    /// <summary>Gives up what it holds; the destination stays open.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
