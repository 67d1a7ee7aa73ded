using System.Security.Cryptography;

namespace Dentropy.Engine.Cluster;

/// <summary>A file of this machine as it is read into an archive: of fixed length, counted and hashed on the way.</summary>
internal sealed class HashedFile : Stream
{
    private readonly FileStream _file;
    private readonly Action<long> _moved;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _position;

    private HashedFile(FileStream file, Action<long> moved)
    {
        _file = file;
        _moved = moved;
        Length = file.Length;
    }

    public override bool CanRead => true;

    // The archive's writer asks for the length before it reads, and takes it from streams that can seek alone.
    public override bool CanSeek => true;

    public override bool CanWrite => false;

    /// <summary>The length when it was opened; a file that grows meanwhile is copied up to there.</summary>
    public override long Length { get; }

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public static HashedFile Open(string path, Action<long> moved)
    {
        try
        {
            return new HashedFile(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0, FileOptions.SequentialScan), moved);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CopyErrors.LocalUnreadable(path, e);
        }
    }

    /// <summary>The sum of what was read.</summary>
    public string Sum() => Checksums.Hex(_hash.GetHashAndReset());

    // Reads on the spot: a file has no asynchronous reads of its own here, and a change of threads costs more than the pages of a
    // file that is being read from its beginning to its end.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var wanted = (int)Math.Min(buffer.Length, Length - _position);
        if (wanted == 0)
        {
            return new ValueTask<int>(0);
        }

        int count;
        try
        {
            count = _file.Read(buffer.Span[..wanted]);
        }
        catch (IOException e)
        {
            throw CopyErrors.LocalUnreadable(_file.Name, e);
        }

        if (count == 0)
        {
            throw CopyErrors.Changed(_file.Name);
        }

        _hash.AppendData(buffer.Span[..count]);
        _position += count;
        _moved(count);
        return new ValueTask<int>(count);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read this stream asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        await _file.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            _file.Dispose();
        }

        base.Dispose(disposing);
    }
}
