namespace Dentropy.Engine.Transport.Mux;

/// <summary>
/// What a channel sends us, in a ring that grows with what waits and is bounded by the channel's window, so the receiving side never
/// has to wait.
/// </summary>
internal sealed class ChannelReadStream(MuxChannel channel) : AsyncStream
{
    private const int SmallestRing = 4 * 1024;

    // Less than what the server may send before it is given credit again.
    private const int LargestFill = MuxChannel.WindowSize / 2;

    // A monitor, which can be waited on, and not a Lock. It is held for the counting alone: the one who puts and the one who takes
    // copy without it, each in its own part of the ring.
    private readonly object _gate = new();
    private readonly Linger _linger = new();
    private byte[] _ring = [];
    private int _start;
    private int _count;
    private int _needed;
    private bool _taking;
    private bool _putting;
    private bool _ended;
    private bool _discard;
    private bool _lingers;
    private Exception? _error;
    private TaskCompletionSource? _waiting;

    public override bool CanRead => true;

    private bool IsReady => _count >= _needed || _ended;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        FillAsync(buffer, 1, cancellationToken);

    public override async ValueTask<int> FillAsync(Memory<byte> buffer, int least, CancellationToken cancellationToken)
    {
        least = Math.Min(Math.Min(least, LargestFill), buffer.Length);
        while (true)
        {
            Task wait;
            lock (_gate)
            {
                _needed = least;
                if (!IsReady && _linger.IsWorthwhile)
                {
                    WaitOnTheSpot();
                }

                if (_count == 0 && _error is not null && buffer.Length > 0)
                {
                    throw _error;
                }

                if (IsReady)
                {
                    break;
                }

                _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = _waiting.Task;
            }

            await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return Take(buffer.Span);
    }

    public void Receive(ReadOnlySpan<byte> data)
    {
        if (!Put(data))
        {
            channel.Consumed(data.Length);
        }
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
            while (_taking)
            {
                Monitor.Wait(_gate);
            }

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
            if (!IsReady)
            {
                return;
            }

            (waiting, _waiting) = (_waiting, null);
            if (_lingers)
            {
                Monitor.PulseAll(_gate);
            }
        }

        waiting?.TrySetResult();
    }

    private void WaitOnTheSpot()
    {
        _lingers = true;
        if (!Monitor.Wait(_gate, Linger.Milliseconds))
        {
            _linger.Failed();
        }

        _lingers = false;
    }

    private int Take(Span<byte> target)
    {
        byte[] ring;
        int start, count;
        lock (_gate)
        {
            (ring, start, count) = (_ring, _start, Math.Min(target.Length, _count));
            _taking = true;
        }

        Copy(ring, start, target[..count]);
        lock (_gate)
        {
            _taking = false;
            _count -= count;
            // An empty ring begins anew, in memory that is still in the cache, unless something is on its way into it.
            _start = _count == 0 && !_putting ? 0 : (start + count) % ring.Length;
            Monitor.PulseAll(_gate);
        }

        _linger.Passed(count);
        channel.Consumed(count);
        return count;
    }

    /// <returns>False where nobody wants it any more.</returns>
    private bool Put(ReadOnlySpan<byte> data)
    {
        byte[] ring;
        int at;
        lock (_gate)
        {
            if (_count + data.Length > _ring.Length)
            {
                Grow(data.Length);
            }

            if (_discard || data.IsEmpty)
            {
                return false;
            }

            (ring, at) = (_ring, (_start + _count) % _ring.Length);
            _putting = true;
        }

        var first = Math.Min(data.Length, ring.Length - at);
        data[..first].CopyTo(ring.AsSpan(at));
        data[first..].CopyTo(ring);
        lock (_gate)
        {
            _putting = false;
            if (!_discard)
            {
                _count += data.Length;
            }

            return !_discard;
        }
    }

    private void Grow(int more)
    {
        while (_taking)
        {
            Monitor.Wait(_gate);
        }

        if (_discard)
        {
            return;
        }

        var grown = new byte[Math.Max(Math.Max(SmallestRing, 2 * _ring.Length), _count + more)];
        Copy(_ring, _start, grown.AsSpan(0, _count));
        _ring = grown;
        _start = 0;
    }

    private static void Copy(byte[] ring, int start, Span<byte> target)
    {
        var first = Math.Min(target.Length, ring.Length - start);
        ring.AsSpan(start, first).CopyTo(target);
        ring.AsSpan(0, target.Length - first).CopyTo(target[first..]);
    }
}
