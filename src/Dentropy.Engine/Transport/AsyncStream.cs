namespace Dentropy.Engine.Transport;

/// <summary>A stream without a position that is read and written asynchronously and in no other way; what a kind of stream cannot do fails.</summary>
internal abstract class AsyncStream : Stream
{
    public override bool CanRead => false;

    public override bool CanWrite => false;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("This stream is only written.");

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("This stream is only read.");

    /// <summary>
    /// Reads until so many bytes are there, or the end. Where they arrive in small pieces, a stream of ours wakes its reader once for all
    /// of them, which is what makes a fast stream cheap.
    /// </summary>
    /// <param name="stream">Any stream.</param>
    /// <param name="buffer">Where they go.</param>
    /// <param name="least">How many at least; no more than 1 MiB.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>How many came; fewer than wanted only at the end.</returns>
    public static ValueTask<int> FillAsync(Stream stream, Memory<byte> buffer, int least, CancellationToken cancellationToken) => stream is AsyncStream own
        ? own.FillAsync(buffer, least, cancellationToken)
        : stream.ReadAtLeastAsync(buffer, least, throwOnEndOfStream: false, cancellationToken);

    /// <summary>As the one for any stream.</summary>
    /// <param name="buffer">Where they go.</param>
    /// <param name="least">How many at least.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public virtual ValueTask<int> FillAsync(Memory<byte> buffer, int least, CancellationToken cancellationToken) =>
        ReadAtLeastAsync(buffer, least, throwOnEndOfStream: false, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read this stream asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Write this stream asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
