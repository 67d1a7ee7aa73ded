namespace Dentropy.Engine.Transport.Mux;

/// <summary>One channel of RFC 4254, section 5: two streams out, one in, each with flow control.</summary>
internal sealed class MuxChannel
{
    public const int WindowSize = 2 * 1024 * 1024;
    public const int PacketSize = 64 * 1024;

    // So many bytes go to the master in one piece, in as many packets as it takes.
    private const int LargestPiece = 256 * 1024;

    private readonly MuxConnection _connection;
    private readonly Action<MuxChannel>? _whenOpen;
    // A monitor, which can be waited on, and not a Lock.
    private readonly object _gate = new();
    private readonly Linger _linger = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _windowGrew;
    private uint _remoteId;
    private long _sendWindow;
    private int _sendPacket;
    private int _consumed;
    private bool _confirmed;
    private bool _abandoned;
    private bool _eofSent;
    private bool _closeSent;
    private bool _lingers;

    public MuxChannel(MuxConnection connection, uint localId, Action<MuxChannel>? whenOpen)
    {
        _connection = connection;
        _whenOpen = whenOpen;
        LocalId = localId;
        Output = new ChannelReadStream(this);
        Error = new ChannelReadStream(this);
    }

    public uint LocalId { get; }

    public ChannelReadStream Output { get; }

    public ChannelReadStream Error { get; }

    /// <summary>Completes when the server accepts the channel; fails with <see cref="ChannelRefusedException"/> or <see cref="MuxClosedException"/>.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Completes when the server closed the channel; fails with <see cref="MuxClosedException"/> when the link went first.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Completes when the server has accepted a request that asked for an answer, or refused it, or is gone.</summary>
    public Task Accepted => _accepted.Task;

    public int? ExitStatus { get; private set; }

    public string? ExitSignal { get; private set; }

    public bool RequestFailed { get; private set; }

    public void Request(string name, bool wantReply, Action<PacketBuffer>? data) => Post(packet =>
    {
        packet.Begin(SshMessage.ChannelRequest).UInt32(_remoteId).Text(name).Boolean(wantReply);
        data?.Invoke(packet);
        packet.End();
    });

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        while (data.Length > 0)
        {
            int count;
            Task? wait = null;
            lock (_gate)
            {
                if (_sendWindow == 0 && _linger.IsWorthwhile)
                {
                    WaitOnTheSpot();
                }

                ThrowIfUnwritable();
                count = (int)Math.Min(Math.Min(_sendWindow, LargestPiece), data.Length);
                _sendWindow -= count;
                if (count == 0)
                {
                    _windowGrew ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    wait = _windowGrew.Task;
                }
                else
                {
                    _connection.QueueData(_remoteId, data.Span[..count], _sendPacket);
                }
            }

            if (wait is not null)
            {
                await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            _connection.Flush();
            _linger.Passed(count);
            data = data[count..];
            await _connection.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void SendEof()
    {
        lock (_gate)
        {
            if (_eofSent || _closeSent || _closed.Task.IsCompleted)
            {
                return;
            }

            _eofSent = true;
            Queue(packet => packet.Begin(SshMessage.ChannelEof).UInt32(_remoteId).End());
        }

        _connection.Flush();
    }

    /// <summary>Gives up a channel that is not open yet, so that nothing is requested over it.</summary>
    /// <returns>False where it is open already.</returns>
    public bool TryAbandonUnopened()
    {
        lock (_gate)
        {
            _abandoned |= !_confirmed;
            return _abandoned;
        }
    }

    /// <summary>Gives the channel up: output is dropped from now on, and the server is told to close.</summary>
    public void Abandon()
    {
        Output.Discard();
        Error.Discard();
        if (!TryAbandonUnopened())
        {
            SendClose();
        }
    }

    public bool Receive(SshMessage type, ref SshReader reader)
    {
        switch (type)
        {
            case SshMessage.ChannelOpenConfirmation:
                Confirmed(reader.UInt32(), reader.UInt32(), reader.UInt32());
                return false;
            case SshMessage.ChannelOpenFailure:
                var code = reader.UInt32();
                _connection.Forget(this);
                End(new ChannelRefusedException(code, reader.Text()));
                return false;
            case SshMessage.ChannelWindowAdjust:
                Widen(reader.UInt32());
                return false;
            case SshMessage.ChannelData:
                Output.Receive(reader.Bytes());
                return true;
            case SshMessage.ChannelExtendedData:
                // 1 is SSH_EXTENDED_DATA_STDERR, the only type defined (RFC 4254, section 5.2).
                var stream = reader.UInt32() == 1 ? Error : null;
                stream?.Receive(reader.Bytes());
                return true;
            case SshMessage.ChannelEof:
                // A socket's other end may close long before the channel does, which waits for our own end (RFC 4254, section 5.3).
                Output.Complete(error: null);
                Error.Complete(error: null);
                return false;
            case SshMessage.ChannelRequest:
                ReceiveRequest(ref reader);
                return false;
            case SshMessage.ChannelSuccess:
                _accepted.TrySetResult();
                return false;
            case SshMessage.ChannelFailure:
                RequestFailed = true;
                _accepted.TrySetResult();
                SendClose();
                return false;
            case SshMessage.ChannelClose:
                _connection.Forget(this);
                SendClose();
                End(error: null);
                return false;
            default:
                return false;
        }
    }

    public void FlushOutput()
    {
        Output.FlushReceived();
        Error.FlushReceived();
    }

    public void LinkClosed(string reason) => End(new MuxClosedException(reason));

    /// <summary>Gives the server credit for bytes that the reader has taken.</summary>
    public void Consumed(int count)
    {
        lock (_gate)
        {
            _consumed += count;
            if (_consumed < WindowSize / 4 || _closeSent || _closed.Task.IsCompleted)
            {
                return;
            }

            var credit = (uint)_consumed;
            _consumed = 0;
            Queue(packet => packet.Begin(SshMessage.ChannelWindowAdjust).UInt32(_remoteId).UInt32(credit).End());
        }

        _connection.Flush();
    }

    // sshd ends the whole connection over a single packet for a channel that it does not know, so nothing may follow the CLOSE, whatever
    // other threads are about to send. Whoever calls holds the gate.
    private void Queue(Action<PacketBuffer> write)
    {
        if (_confirmed && !_closeSent && !_connection.IsClosed)
        {
            _connection.Queue(write);
        }
    }

    private void Post(Action<PacketBuffer> write)
    {
        lock (_gate)
        {
            Queue(write);
        }

        _connection.Flush();
    }

    private void Confirmed(uint remoteId, uint window, uint packet)
    {
        bool abandoned;
        lock (_gate)
        {
            _remoteId = remoteId;
            _sendWindow = window;
            _sendPacket = (int)Math.Min(packet, 32 * 1024);
            _confirmed = true;
            abandoned = _abandoned;
        }

        if (abandoned)
        {
            SendClose();
        }
        else
        {
            _whenOpen?.Invoke(this);
        }

        _opened.TrySetResult();
    }

    private void Widen(uint bytes)
    {
        TaskCompletionSource? grew;
        lock (_gate)
        {
            _sendWindow += bytes;
            (grew, _windowGrew) = (_windowGrew, null);
            PulseLingering();
        }

        grew?.TrySetResult();
    }

    private void ReceiveRequest(ref SshReader reader)
    {
        var name = reader.Text();
        var wantReply = reader.Boolean();
        switch (name)
        {
            case "exit-status":
                ExitStatus = (int)reader.UInt32();
                break;
            case "exit-signal":
                ExitSignal = reader.Text();
                break;
            default:
                if (wantReply)
                {
                    Post(packet => packet.Begin(SshMessage.ChannelFailure).UInt32(_remoteId).End());
                }

                break;
        }
    }

    private void SendClose()
    {
        lock (_gate)
        {
            if (_closeSent)
            {
                return;
            }

            Queue(packet => packet.Begin(SshMessage.ChannelClose).UInt32(_remoteId).End());
            _closeSent = true;
        }

        _connection.Flush();
    }

    private void End(Exception? error)
    {
        TaskCompletionSource? grew;
        lock (_gate)
        {
            _ = error is null ? _closed.TrySetResult() : _closed.TrySetException(error);
            (grew, _windowGrew) = (_windowGrew, null);
            PulseLingering();
        }

        // Nobody need wait for either task; an error that nobody looks at is not unobserved.
        _ = _closed.Task.Exception;
        _opened.TrySetException(error ?? new MuxClosedException());
        _ = _opened.Task.Exception;
        _accepted.TrySetResult();
        grew?.TrySetResult();
        Output.Complete(error);
        Error.Complete(error);
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

    private void PulseLingering()
    {
        if (_lingers)
        {
            Monitor.Pulse(_gate);
        }
    }

    private void ThrowIfUnwritable()
    {
        if (_closed.Task.Exception?.InnerException is MuxClosedException gone)
        {
            throw new MuxClosedException(gone.Reason);
        }

        if (_closeSent || _eofSent || _closed.Task.IsCompleted)
        {
            throw new IOException("The command on the node no longer reads its input.");
        }
    }
}

/// <summary>The server did not open a channel; the code is that of RFC 4254, section 5.1.</summary>
internal sealed class ChannelRefusedException(uint code, string reason) : IOException(reason)
{
    public uint Code { get; } = code;
}
