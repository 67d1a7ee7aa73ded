using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Cluster;

/// <summary>
/// Writes to a node under one token, in large pieces. Once that token is cancelled or a write has failed, every later one fails at
/// once, so that nobody who cleans up can wait for a node that does not read.
/// </summary>
internal sealed class BoundStream(Stream inner, CancellationToken cancellationToken) : AsyncStream
{
    private const int Size = 64 * 1024;

    private readonly byte[] _buffer = new byte[Size];
    private int _count;

    /// <summary>Whether a write to the node has failed.</summary>
    public bool IsBroken { get; private set; }

    public override bool CanWrite => true;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken token = default)
    {
        if (buffer.Length > Size - _count)
        {
            await FlushAsync(token).ConfigureAwait(false);
        }

        if (buffer.Length >= Size)
        {
            await PassAsync(buffer).ConfigureAwait(false);
            return;
        }

        buffer.CopyTo(_buffer.AsMemory(_count));
        _count += buffer.Length;
    }

    public override async Task FlushAsync(CancellationToken token)
    {
        var count = _count;
        _count = 0;
        if (count > 0)
        {
            await PassAsync(_buffer.AsMemory(0, count)).ConfigureAwait(false);
        }

        await inner.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task PassAsync(ReadOnlyMemory<byte> data)
    {
        if (IsBroken)
        {
            throw new IOException("An earlier write failed.");
        }

        try
        {
            await inner.WriteAsync(data, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            IsBroken = true;
            throw;
        }
    }
}
