namespace Dentropy.Engine.Transport.Mux;

/// <summary>
/// What a channel sends us, in a ring that grows with what waits and is bounded by the channel's window, so the receiving side never
/// has to wait.
/// </summary>
internal sealed class ChannelReadStream(MuxChannel channel) : AsyncStream
{
    private const int SmallestRing = 4 * 1024;

    private readonly Lock _gate = new();
    private byte[] _ring = [];
    private int _start;
    private int _count;
    private bool _ended;
    private bool _discard;
    private Exception? _error;
    private TaskCompletionSource? _waiting;

    public override bool CanRead => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task wait;
            lock (_gate)
            {
                var count = Math.Min(buffer.Length, _count);
                if (count > 0 || _ended || buffer.Length == 0)
                {
                    if (count == 0 && _error is not null)
                    {
                        throw _error;
                    }

                    Take(buffer.Span[..count]);
                    channel.Consumed(count);
                    return count;
                }

                _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = _waiting.Task;
            }

            await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Receive(ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            if (!_discard)
            {
                Put(data);
                return;
            }
        }

        channel.Consumed(data.Length);
    }

    /// <summary>Wakes the reader, once for all that came in one piece.</summary>
    public void FlushReceived() => Wake();

    public void Complete(Exception? error)
    {
        lock (_gate)
        {
            // What was told to end before the link was lost is whole.
            if (!_ended)
            {
                _ended = true;
                _error = error;
            }
        }

        Wake();
    }

    public void Discard()
    {
        int dropped;
        lock (_gate)
        {
            _discard = true;
            dropped = _count;
            _ring = [];
            _start = _count = 0;
        }

        channel.Consumed(dropped);
    }

    private void Wake()
    {
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            (waiting, _waiting) = (_waiting, null);
        }

        waiting?.TrySetResult();
    }

    private void Put(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
        {
            return;
        }

        if (_count + data.Length > _ring.Length)
        {
            var grown = new byte[Math.Max(Math.Max(SmallestRing, 2 * _ring.Length), _count + data.Length)];
            CopyTo(grown.AsSpan(0, _count));
            _ring = grown;
            _start = 0;
        }

        var at = (_start + _count) % _ring.Length;
        var first = Math.Min(data.Length, _ring.Length - at);
        data[..first].CopyTo(_ring.AsSpan(at));
        data[first..].CopyTo(_ring);
        _count += data.Length;
    }

    private void Take(Span<byte> target)
    {
        CopyTo(target);
        _count -= target.Length;
        _start = _count == 0 ? 0 : (_start + target.Length) % _ring.Length;
    }

    private void CopyTo(Span<byte> target)
    {
        var first = Math.Min(target.Length, _ring.Length - _start);
        _ring.AsSpan(_start, first).CopyTo(target);
        _ring.AsSpan(0, target.Length - first).CopyTo(target[first..]);
    }
}
