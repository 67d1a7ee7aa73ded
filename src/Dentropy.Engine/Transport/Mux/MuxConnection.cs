using System.Buffers.Binary;
using System.Net.Sockets;

namespace Dentropy.Engine.Transport.Mux;

/// <summary>
/// One connection to an OpenSSH master's control socket in proxy mode: channels of RFC 4254 without cryptography.
/// The hello and the request that switches the mode are those of OpenSSH's PROTOCOL.mux.
/// </summary>
internal sealed class MuxConnection : IAsyncDisposable
{
    private const uint Hello = 1;
    private const uint ProtocolVersion = 4;
    private const uint RequestTerminate = 0x10000005;
    private const uint RequestProxy = 0x1000000f;
    private const uint AnswerOk = 0x80000001;
    private const uint AnswerProxy = 0x8000000f;
    private const int LargestPacket = 1024 * 1024;
    private const int SendLimit = 1024 * 1024;
    private const int SmallestBuffer = 8 * 1024;
    private const int LargestBuffer = 512 * 1024;

    private readonly Socket _socket;
    private readonly Dictionary<uint, MuxChannel> _channels = [];
    private readonly Lock _channelGate = new();
    private readonly Lock _sendGate = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PacketBuffer _pending = new();
    private PacketBuffer _sending = new();
    private TaskCompletionSource? _drained;
    private uint _nextChannel;
    private bool _isSending;
    private volatile bool _isClosed;

    private MuxConnection(Socket socket)
    {
        _socket = socket;
        _ = Task.Run(ReceiveLoopAsync);
    }

    /// <summary>Ends, never with an error, when the master is gone or the connection was disposed.</summary>
    public Task Closed => _closed.Task;

    public bool IsClosed => _isClosed;

    public static async Task<MuxConnection> ConnectAsync(string controlPath, CancellationToken cancellationToken)
    {
        var socket = await HandshakeAsync(controlPath, RequestProxy, AnswerProxy, cancellationToken).ConfigureAwait(false);
        return new MuxConnection(socket);
    }

    /// <summary>Asks the master behind a control socket to end at once.</summary>
    public static async Task TerminateMasterAsync(string controlPath, CancellationToken cancellationToken)
    {
        using var socket = await HandshakeAsync(controlPath, RequestTerminate, AnswerOk, cancellationToken).ConfigureAwait(false);
    }

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
                throw new MuxClosedException();
            }

            channel = new MuxChannel(this, _nextChannel++, whenOpen);
            _channels.Add(channel.LocalId, channel);
        }

        Send(packet =>
        {
            packet.Begin(SshMessage.ChannelOpen).Text(type).UInt32(channel.LocalId).UInt32(MuxChannel.WindowSize).UInt32(MuxChannel.PacketSize);
            typeData?.Invoke(packet);
            packet.End();
        });
        return channel;
    }

    /// <summary>Queues one packet; safe from any thread, never waits. Where nothing else is being sent, it goes out on the caller's thread.</summary>
    public void Send(Action<PacketBuffer> write)
    {
        lock (_sendGate)
        {
            write(_pending);
        }

        SendPending();
    }

    /// <summary>Queues data of a channel.</summary>
    public void SendData(uint remoteId, ReadOnlySpan<byte> data)
    {
        lock (_sendGate)
        {
            _pending.Begin(SshMessage.ChannelData).UInt32(remoteId).Bytes(data).End();
        }

        SendPending();
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
        Close();
        await Closed.ConfigureAwait(false);
    }

    private static async Task<Socket> HandshakeAsync(string controlPath, uint request, uint expected, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(controlPath), cancellationToken).ConfigureAwait(false);
            var message = new byte[24];
            BinaryPrimitives.WriteUInt32BigEndian(message, 8);
            BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), Hello);
            BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), ProtocolVersion);
            BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(12), 8);
            BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(16), request);
            await socket.SendAsync(message, cancellationToken).ConfigureAwait(false);

            var hello = await ReadMessageAsync(socket, cancellationToken).ConfigureAwait(false);
            if (Word(hello, 0) != Hello || Word(hello, 4) != ProtocolVersion)
            {
                throw new InvalidDataException($"The ssh master speaks control protocol {Word(hello, 4)}, not {ProtocolVersion}.");
            }

            var answer = await ReadMessageAsync(socket, cancellationToken).ConfigureAwait(false);
            return Word(answer, 0) == expected
                ? socket
                : throw new InvalidDataException($"The ssh master refused request {request:x} with answer {Word(answer, 0):x}.");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static uint Word(byte[] message, int offset) =>
        message.Length >= offset + 4 ? BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(offset)) : uint.MaxValue;

    private static async Task<byte[]> ReadMessageAsync(Socket socket, CancellationToken cancellationToken)
    {
        var length = (int)BinaryPrimitives.ReadUInt32BigEndian(await ReadExactlyAsync(socket, 4, cancellationToken).ConfigureAwait(false));
        return length is >= 4 and <= LargestPacket
            ? await ReadExactlyAsync(socket, length, cancellationToken).ConfigureAwait(false)
            : throw new InvalidDataException($"The ssh master sent a message of {length} bytes.");
    }

    private static async Task<byte[]> ReadExactlyAsync(Socket socket, int count, CancellationToken cancellationToken)
    {
        var buffer = new byte[count];
        for (var have = 0; have < count;)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(have), cancellationToken).ConfigureAwait(false);
            have += read > 0 ? read : throw new EndOfStreamException("The ssh master closed its control socket.");
        }

        return buffer;
    }

    private void SendPending()
    {
        lock (_sendGate)
        {
            if (_isSending || _isClosed)
            {
                return;
            }

            _isSending = true;
        }

        _ = SendAllAsync();
    }

    private async Task SendAllAsync()
    {
        try
        {
            while (true)
            {
                TaskCompletionSource? drained;
                lock (_sendGate)
                {
                    if (_pending.Length == 0)
                    {
                        _isSending = false;
                        return;
                    }

                    (_pending, _sending) = (_sending, _pending);
                    (drained, _drained) = (_drained, null);
                }

                for (var rest = _sending.Written; rest.Length > 0;)
                {
                    rest = rest[await _socket.SendAsync(rest).ConfigureAwait(false)..];
                }

                _sending.Clear();
                drained?.TrySetResult();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Close();
        }
    }

    private async Task ReceiveLoopAsync()
    {
        // Small at first: most of a thousand links carry a few lines. One that is read full grows.
        var buffer = new byte[SmallestBuffer];
        var touched = new List<MuxChannel>();
        var have = 0;
        try
        {
            while (true)
            {
                var read = await _socket.ReceiveAsync(buffer.AsMemory(have)).ConfigureAwait(false);
                if (read == 0)
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

        Close();
        List<MuxChannel> left;
        lock (_channelGate)
        {
            left = [.. _channels.Values];
            _channels.Clear();
        }

        foreach (var channel in left)
        {
            channel.LinkClosed();
        }

        _closed.TrySetResult();
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
        }

        drained?.TrySetResult();
        _socket.Dispose();
    }
}

/// <summary>The master or the link behind it is gone.</summary>
internal sealed class MuxClosedException() : IOException("The link to the node was lost.");
