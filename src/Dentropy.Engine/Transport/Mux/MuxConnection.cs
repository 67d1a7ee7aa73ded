using System.Buffers.Binary;
using System.Net.Sockets;

namespace Dentropy.Engine.Transport.Mux;

/// <summary>
/// One connection to an OpenSSH master's control socket in proxy mode: channels of RFC 4254 without cryptography.
/// <see cref="MuxHandshake"/> switches the mode.
/// </summary>
internal sealed class MuxConnection : IAsyncDisposable
{
    private const int LargestPacket = 1024 * 1024;
    private const int SendLimit = 512 * 1024;
    private const int SmallestBuffer = 8 * 1024;
    private const int LargestBuffer = 512 * 1024;
    private const int ThreadStack = 256 * 1024;

    private readonly Socket _socket;
    private readonly Func<string> _lastWords;
    private readonly Dictionary<uint, MuxChannel> _channels = [];
    private readonly Lock _channelGate = new();
    // A monitor, which can be waited on, and not a Lock.
    private readonly object _sendGate = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PacketBuffer _pending = new();
    private PacketBuffer _sending = new();
    private TaskCompletionSource? _drained;
    private Thread? _sender;
    private uint _nextChannel;
    private int _sent;
    private bool _isSending;
    private bool _isStalled;
    private volatile bool _isClosed;
    private volatile bool _isDisposed;
    private volatile string _reason = "";

    private MuxConnection(Socket socket, Func<string> lastWords)
    {
        _socket = socket;
        _lastWords = lastWords;
        _socket.Blocking = false;
        // A thread that waits in the kernel, and not the runtime's asynchronous sockets: those queue an item of work for the thread
        // pool whenever something arrives, and what the pool's threads spin away in between is missing for decryption. Beside
        // the ssh process that every link has anyway, a thread is little.
        Start(ReceiveLoop, "receiver");
    }

    /// <summary>Ends, never with an error, when the master is gone or the connection was disposed.</summary>
    public Task Closed => _closed.Task;

    public bool IsClosed => _isClosed;

    /// <summary>Connects to a master.</summary>
    /// <param name="controlPath">Its control socket.</param>
    /// <param name="lastWords">What it said when it ended, or nothing; asked for once it is gone.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<MuxConnection> ConnectAsync(string controlPath, Func<string> lastWords, CancellationToken cancellationToken) =>
        new(await MuxHandshake.ProxyAsync(controlPath, cancellationToken).ConfigureAwait(false), lastWords);

    /// <summary>Asks for a channel; does not wait for the answer.</summary>
    /// <param name="type">Type of the channel.</param>
    /// <param name="typeData">Writes what belongs to the type.</param>
    /// <param name="whenOpen">Sends the first request in the moment in which the server has opened it.</param>
    public MuxChannel OpenChannel(string type, Action<PacketBuffer>? typeData = null, Action<MuxChannel>? whenOpen = null)
    {
        MuxChannel channel;
        lock (_channelGate)
        {
            if (_isClosed)
            {
                throw new MuxClosedException(_reason);
            }

            channel = new MuxChannel(this, _nextChannel++, whenOpen);
            _channels.Add(channel.LocalId, channel);
        }

        Queue(packet =>
        {
            packet.Begin(SshMessage.ChannelOpen).Text(type).UInt32(channel.LocalId).UInt32(MuxChannel.WindowSize).UInt32(MuxChannel.PacketSize);
            typeData?.Invoke(packet);
            packet.End();
        });
        Flush();
        return channel;
    }

    /// <summary>Queues one packet, to go out with <see cref="Flush"/>; safe from any thread, never waits.</summary>
    public void Queue(Action<PacketBuffer> write)
    {
        lock (_sendGate)
        {
            write(_pending);
        }
    }

    /// <summary>Queues data of a channel, in packets of no more than <paramref name="packetSize"/> bytes of it.</summary>
    public void QueueData(uint remoteId, ReadOnlySpan<byte> data, int packetSize)
    {
        lock (_sendGate)
        {
            while (data.Length > 0)
            {
                var count = Math.Min(data.Length, packetSize);
                _pending.Begin(SshMessage.ChannelData).UInt32(remoteId).Bytes(data[..count]).End();
                data = data[count..];
            }
        }
    }

    /// <summary>Sends what is queued; never waits. Where nothing else is being sent, it goes out on the caller's thread.</summary>
    public void Flush()
    {
        lock (_sendGate)
        {
            if (_isSending || _isClosed)
            {
                return;
            }

            _isSending = true;
        }

        if (!TrySendAll())
        {
            lock (_sendGate)
            {
                _isStalled = true;
                _sender ??= Start(SendLoop, "sender");
                Monitor.PulseAll(_sendGate);
            }
        }
    }

    /// <summary>Waits until what is queued is small enough to queue more.</summary>
    public Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        lock (_sendGate)
        {
            if (_pending.Length < SendLimit || _isClosed)
            {
                return Task.CompletedTask;
            }

            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task.WaitAsync(cancellationToken);
        }
    }

    public void Forget(MuxChannel channel)
    {
        lock (_channelGate)
        {
            _channels.Remove(channel.LocalId);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        Close();
        await Closed.ConfigureAwait(false);
    }

    private static Thread Start(Action work, string role)
    {
        var thread = new Thread(() => work(), ThreadStack) { IsBackground = true, Name = "Dentropy link " + role };
        thread.Start();
        return thread;
    }

    /// <summary>Sends all that is queued, as far as the socket takes it without waiting. The caller is the one who has set <see cref="_isSending"/>.</summary>
    /// <returns>False where the socket is full.</returns>
    private bool TrySendAll()
    {
        try
        {
            while (true)
            {
                while (_sent < _sending.Length)
                {
                    var count = _socket.Send(_sending.Written.Span[_sent..], SocketFlags.None, out var error);
                    if (error == SocketError.WouldBlock)
                    {
                        return false;
                    }

                    if (error != SocketError.Success)
                    {
                        Close();
                        return true;
                    }

                    _sent += count;
                }

                _sending.Clear();
                _sent = 0;
                TaskCompletionSource? drained;
                lock (_sendGate)
                {
                    if (_pending.Length == 0)
                    {
                        _isSending = false;
                        return true;
                    }

                    (_pending, _sending) = (_sending, _pending);
                    (drained, _drained) = (_drained, null);
                    Monitor.PulseAll(_sendGate);
                }

                drained?.TrySetResult();
            }
        }
        catch (ObjectDisposedException)
        {
            Close();
            return true;
        }
    }

    /// <summary>Goes on with what a sender had to leave because the socket was full.</summary>
    private void SendLoop()
    {
        while (true)
        {
            lock (_sendGate)
            {
                while (!_isStalled && !_isClosed)
                {
                    Monitor.Wait(_sendGate);
                }

                if (_isClosed)
                {
                    return;
                }

                _isStalled = false;
            }

            do
            {
                WaitUntil(SelectMode.SelectWrite);
            }
            while (!TrySendAll());
        }
    }

    private void ReceiveLoop()
    {
        // Small at first: most of a thousand links carry a few lines. One that is read full grows.
        var buffer = new byte[SmallestBuffer];
        var touched = new List<MuxChannel>();
        var have = 0;
        try
        {
            while (true)
            {
                var read = _socket.Receive(buffer.AsSpan(have), SocketFlags.None, out var error);
                if (error == SocketError.WouldBlock)
                {
                    WaitUntil(SelectMode.SelectRead);
                    continue;
                }

                if (read == 0 || error != SocketError.Success)
                {
                    break;
                }

                have += read;
                var used = Dispatch(buffer.AsSpan(0, have), touched);
                foreach (var channel in touched)
                {
                    channel.FlushOutput();
                }

                touched.Clear();
                have -= used;
                buffer.AsSpan(used, have).CopyTo(buffer);
                Grow(ref buffer, have, wasFull: used + have == buffer.Length);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidDataException)
        {
            // The master is gone or talks nonsense; either way the link has ended, which is what the channels are told.
        }

        // A sender may have noticed it first; only an end that we wanted has no reason.
        _reason = _isDisposed ? "" : _lastWords();
        Close();
        List<MuxChannel> left;
        lock (_channelGate)
        {
            left = [.. _channels.Values];
            _channels.Clear();
        }

        foreach (var channel in left)
        {
            channel.LinkClosed(_reason);
        }

        _closed.TrySetResult();
    }

    private void WaitUntil(SelectMode mode)
    {
        try
        {
            _socket.Poll(Timeout.InfiniteTimeSpan, mode);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The call that follows finds out.
        }
    }

    private static void Grow(ref byte[] buffer, int have, bool wasFull)
    {
        var needed = have >= 4 ? BinaryPrimitives.ReadUInt32BigEndian(buffer) + 4 : 0;
        if (needed > buffer.Length || (wasFull && buffer.Length < LargestBuffer))
        {
            Array.Resize(ref buffer, (int)Math.Min(Math.Max(needed, 4L * buffer.Length), LargestPacket + 4));
        }
    }

    private int Dispatch(ReadOnlySpan<byte> data, List<MuxChannel> touched)
    {
        var used = 0;
        while (data.Length - used >= 4)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(data[used..]);
            if (length is < 2 or > LargestPacket)
            {
                throw new InvalidDataException($"The ssh master sent a packet of {length} bytes.");
            }

            if (data.Length - used - 4 < length)
            {
                break;
            }

            // Byte 0 of a packet is its padding length, always 0 in proxy mode.
            DispatchPacket(data.Slice(used + 5, (int)length - 1), touched);
            used += (int)length + 4;
        }

        return used;
    }

    private void DispatchPacket(ReadOnlySpan<byte> packet, List<MuxChannel> touched)
    {
        var type = (SshMessage)packet[0];
        if (type is < SshMessage.ChannelOpenConfirmation or > SshMessage.ChannelFailure)
        {
            return;
        }

        var reader = new SshReader(packet[1..]);
        MuxChannel? channel;
        var id = reader.UInt32();
        lock (_channelGate)
        {
            _channels.TryGetValue(id, out channel);
        }

        if (channel is not null && channel.Receive(type, ref reader) && !touched.Contains(channel))
        {
            touched.Add(channel);
        }
    }

    private void Close()
    {
        if (_isClosed)
        {
            return;
        }

        TaskCompletionSource? drained;
        lock (_sendGate)
        {
            _isClosed = true;
            (drained, _drained) = (_drained, null);
            Monitor.PulseAll(_sendGate);
        }

        drained?.TrySetResult();
        MuxHandshake.End(_socket);
    }
}

/// <summary>The master or the link behind it is gone.</summary>
/// <param name="reason">What ssh said of it, or nothing.</param>
internal sealed class MuxClosedException(string reason = "") : IOException(reason.Length > 0 ? $"The link to the node was lost: {reason}." : "The link to the node was lost.")
{
    /// <summary>What ssh said of it, or nothing.</summary>
    public string Reason => reason;
}
