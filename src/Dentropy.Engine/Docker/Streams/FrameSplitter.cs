using System.Buffers.Binary;
using System.Text;

namespace Dentropy.Engine.Docker;

/// <summary>
/// Takes the two outputs of a process apart (Engine API, "Attach to a container", stream format: a byte for the stream, three zeros, a
/// big-endian length, the data). Whoever reads moves the connection on, into his own buffer; what comes for the other is kept for him up to
/// a bound, and then has to be read. So memory never grows, and no task stands between.
/// </summary>
internal sealed class FrameSplitter
{
    public const int DefaultKept = 64 * 1024;

    private const int HeaderSize = 8;
    private const int BufferSize = 256 * 1024;
    private const int DirectSize = 128 * 1024;
    private const byte StandardError = 2;
    private const byte SystemError = 3;

    // Standard output carries archives, standard error a few lines. So whoever reads the lines leaves the work to the reader of the other,
    // unless there has been none for this long.
    private static readonly TimeSpan Courtesy = TimeSpan.FromMilliseconds(50);

    private readonly DockerStream _raw;
    private readonly bool _isPlain;
    private readonly Lock _gate = new();
    private readonly FrameSide _output;
    private readonly FrameSide _error;
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
    private TaskCompletionSource? _room;
    private int _at;
    private int _have;
    private long _frame;
    private byte _type;
    private bool _isMoving;
    private bool _ended;
    private Exception? _failure;

    /// <summary>Takes a connection apart.</summary>
    /// <param name="raw">The connection.</param>
    /// <param name="isPlain">Whether all is standard output, without frames.</param>
    /// <param name="kept">Bytes that are kept for each output.</param>
    public FrameSplitter(DockerStream raw, bool isPlain, int kept = DefaultKept)
    {
        _raw = raw;
        _isPlain = isPlain;
        _frame = isPlain ? long.MaxValue : 0;
        _output = new FrameSide(kept);
        _error = new FrameSide(kept);
    }

    /// <summary>Completes, never with an error, when the connection has nothing more.</summary>
    public Task End => _end.Task;

    public async ValueTask<int> ReadAsync(bool isError, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var mine = isError ? _error : _output;
        var isCourteous = isError;
        while (true)
        {
            if (TryTake(mine, buffer.Span, isCourteous, out var taken, out var wait))
            {
                return taken;
            }

            if (wait is not null)
            {
                isCourteous = await WaitAsync(mine, wait, isError, cancellationToken).ConfigureAwait(false);
            }
            else if (await MoveAsync(isError, buffer, cancellationToken).ConfigureAwait(false) is > 0 and var moved)
            {
                return moved;
            }
            else
            {
                isCourteous = isError;
            }
        }
    }

    /// <summary>The connection is given up: nobody waits any longer, not even for the reader of the other output.</summary>
    public void Close()
    {
        Finish(_raw.Lost());
        Interlocked.Exchange(ref _room, null)?.TrySetResult();
    }

    // What is there already, or something to wait for, or neither: then it is the caller's turn to move the connection on.
    private bool TryTake(FrameSide mine, Span<byte> target, bool isCourteous, out int taken, out Task? wait)
    {
        lock (_gate)
        {
            wait = null;
            taken = mine.Take(target);
            if (taken > 0)
            {
                Interlocked.Exchange(ref _room, null)?.TrySetResult();
                return true;
            }

            if (target.Length == 0)
            {
                return true;
            }

            if (_ended)
            {
                return _failure is null ? true : throw _failure;
            }

            if (_isMoving || isCourteous)
            {
                wait = mine.WaitAsync();
            }
            else
            {
                _isMoving = true;
            }

            return false;
        }
    }

    // Whether to go on being courteous.
    private async Task<bool> WaitAsync(FrameSide mine, Task wait, bool isError, CancellationToken cancellationToken)
    {
        try
        {
            await wait.WaitAsync(isError ? Courtesy : Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
            return isError;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            lock (_gate)
            {
                mine.Forget(wait);
            }
        }
    }

    private async Task<int> MoveAsync(bool isError, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (_frame == 0)
                {
                    if (!await ReadHeaderAsync(cancellationToken).ConfigureAwait(false))
                    {
                        Finish(failure: null);
                        return 0;
                    }
                }
                else if (_type == SystemError)
                {
                    throw await SystemErrorAsync(cancellationToken).ConfigureAwait(false);
                }
                else if (_type == StandardError == isError)
                {
                    return await ReadDataAsync(buffer, cancellationToken).ConfigureAwait(false);
                }
                else if (isError && IsAwaited(_output))
                {
                    return 0;
                }
                else
                {
                    await KeepAsync(isError ? _output : _error, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (DentropyException e)
        {
            Finish(e);
            return 0;
        }
        finally
        {
            lock (_gate)
            {
                _isMoving = false;
                if (isError)
                {
                    _output.Wake();
                }
            }
        }
    }

    private async ValueTask<int> ReadDataAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (CopyBuffered(target.Span) is > 0 and var copied)
            {
                return copied;
            }

            var direct = (int)Math.Min(_frame, target.Length);
            if (direct >= DirectSize)
            {
                var read = await _raw.ReadAsync(target[..direct], cancellationToken).ConfigureAwait(false);
                if (read > 0)
                {
                    Used(read);
                    return read;
                }
            }
            else if (await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                continue;
            }

            if (!_isPlain)
            {
                throw _raw.Lost();
            }

            Finish(failure: null);
            return 0;
        }
    }

    // As many frames of this output as are there.
    private int CopyBuffered(Span<byte> target)
    {
        var copied = 0;
        while (true)
        {
            var count = (int)Math.Min(Math.Min(_frame, _have), target.Length - copied);
            _buffer.AsSpan(_at, count).CopyTo(target[copied..]);
            Skip(count);
            Used(count);
            copied += count;
            if (copied == target.Length || _frame > 0 || _have < HeaderSize || _buffer[_at] != _type)
            {
                return copied;
            }

            ParseHeader();
        }
    }

    private async ValueTask KeepAsync(FrameSide side, CancellationToken cancellationToken)
    {
        if (_have == 0 && !await FillAsync(cancellationToken).ConfigureAwait(false))
        {
            throw _raw.Lost();
        }

        Task? room = null;
        lock (_gate)
        {
            if (_ended)
            {
                throw _raw.Lost();
            }

            var count = side.Put(_buffer.AsSpan(_at, (int)Math.Min(_frame, _have)));
            Skip(count);
            Used(count);
            side.Wake();
            if (count == 0)
            {
                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
            }
        }

        if (room is not null)
        {
            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        while (_have < HeaderSize)
        {
            if (!await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                return _have == 0 ? false : throw _raw.Lost();
            }
        }

        ParseHeader();
        return true;
    }

    private void ParseHeader()
    {
        var header = _buffer.AsSpan(_at, HeaderSize);
        if (header[0] > SystemError || header[1] != 0 || header[2] != 0 || header[3] != 0)
        {
            throw _raw.Malformed();
        }

        _type = header[0];
        _frame = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        Skip(HeaderSize);
    }

    // moby, pkg/stdcopy: the daemon's own error, after which nothing follows.
    private async Task<DentropyException> SystemErrorAsync(CancellationToken cancellationToken)
    {
        while (_have < Math.Min(_frame, BufferSize - HeaderSize) && await FillAsync(cancellationToken).ConfigureAwait(false))
        {
        }

        return _raw.Failed(Encoding.UTF8.GetString(_buffer, _at, (int)Math.Min(_frame, _have)));
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_at > 0)
        {
            _buffer.AsSpan(_at, _have).CopyTo(_buffer);
            _at = 0;
        }

        var read = await _raw.ReadAsync(_buffer.AsMemory(_have), cancellationToken).ConfigureAwait(false);
        _have += read;
        return read > 0;
    }

    private void Skip(int count)
    {
        _at += count;
        _have -= count;
        if (_have == 0)
        {
            _at = 0;
        }
    }

    private void Used(int count)
    {
        if (!_isPlain)
        {
            _frame -= count;
        }
    }

    private bool IsAwaited(FrameSide side)
    {
        lock (_gate)
        {
            return side.IsAwaited;
        }
    }

    private void Finish(Exception? failure)
    {
        lock (_gate)
        {
            // How it ended first is how it ended.
            if (!_ended)
            {
                _ended = true;
                _failure = failure;
            }

            _output.Wake();
            _error.Wake();
        }

        _end.TrySetResult();
    }
}
