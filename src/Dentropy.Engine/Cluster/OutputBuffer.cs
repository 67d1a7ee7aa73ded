namespace Dentropy.Engine.Cluster;

/// <summary>Keeps what a stream holds up to a limit, and reads and drops the rest, so that the command can go on and memory does not.</summary>
internal sealed class OutputBuffer(int limit)
{
    private readonly Lock _gate = new();
    private byte[] _kept = [];
    private int _length;

    public bool Truncated { get; private set; }

    public async Task FillAsync(Stream source, CancellationToken cancellationToken)
    {
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(32 * 1024);
        try
        {
            for (int count; (count = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                Keep(buffer.AsSpan(0, count));
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public byte[] ToArray()
    {
        lock (_gate)
        {
            return _length == _kept.Length ? _kept : _kept[.._length];
        }
    }

    private void Keep(ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            var room = Math.Min(data.Length, limit - _length);
            Truncated |= room < data.Length;
            if (_length + room > _kept.Length)
            {
                // Most commands print little, in one piece: the first block fits exactly.
                var grown = _kept.Length == 0 ? room : (int)Math.Min(limit, Math.Max(_length + (long)room, 2L * _kept.Length));
                Array.Resize(ref _kept, grown);
            }

            data[..room].CopyTo(_kept.AsSpan(_length));
            _length += room;
        }
    }
}
