using System.Buffers.Binary;
using System.Net.Sockets;

namespace Dentropy.Engine.Transport.Mux;

/// <summary>The first words with an OpenSSH master on its control socket: the hello and one request, as in OpenSSH's PROTOCOL.mux.</summary>
internal static class MuxHandshake
{
    private const uint Hello = 1;
    private const uint ProtocolVersion = 4;
    private const uint RequestTerminate = 0x10000005;
    private const uint RequestProxy = 0x1000000f;
    private const uint AnswerOk = 0x80000001;
    private const uint AnswerProxy = 0x8000000f;
    private const int LargestAnswer = 1024 * 1024;

    /// <summary>Switches to proxy mode: from here on the socket carries packets of channels.</summary>
    public static Task<Socket> ProxyAsync(string controlPath, CancellationToken cancellationToken) =>
        TalkAsync(controlPath, RequestProxy, AnswerProxy, cancellationToken);

    /// <summary>Asks the master to end at once.</summary>
    public static async Task TerminateMasterAsync(string controlPath, CancellationToken cancellationToken) =>
        (await TalkAsync(controlPath, RequestTerminate, AnswerOk, cancellationToken).ConfigureAwait(false)).Dispose();

    /// <summary>Closes a socket that another thread may be waiting for.</summary>
    public static void End(Socket socket)
    {
        try
        {
            // Closing alone does not wake a thread that waits for the socket.
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is not connected yet, or not any more.
        }

        socket.Dispose();
    }

    // Not on the socket's asynchronous methods, not even here: once used, they have the runtime watch the socket for good.
    private static async Task<Socket> TalkAsync(string controlPath, uint request, uint expected, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            var stop = cancellationToken.UnsafeRegister(static socket => End((Socket)socket!), socket);
            await using (stop.ConfigureAwait(false))
            {
                await Task.Factory.StartNew(() => Handshake(socket, controlPath, request, expected), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            }

            return socket;
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is SocketException or ObjectDisposedException or EndOfStreamException)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            throw;
        }
    }

    private static void Handshake(Socket socket, string controlPath, uint request, uint expected)
    {
        socket.Connect(new UnixDomainSocketEndPoint(controlPath));
        // The hello, and the request with its number, 0.
        Span<byte> message = stackalloc byte[24];
        message.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(message, 8);
        BinaryPrimitives.WriteUInt32BigEndian(message[4..], Hello);
        BinaryPrimitives.WriteUInt32BigEndian(message[8..], ProtocolVersion);
        BinaryPrimitives.WriteUInt32BigEndian(message[12..], 8);
        BinaryPrimitives.WriteUInt32BigEndian(message[16..], request);
        socket.Send(message);

        var hello = ReadMessage(socket);
        if (Word(hello, 0) != Hello || Word(hello, 4) != ProtocolVersion)
        {
            throw new InvalidDataException($"The ssh master speaks control protocol {Word(hello, 4)}, not {ProtocolVersion}.");
        }

        var answer = ReadMessage(socket);
        if (Word(answer, 0) != expected)
        {
            throw new InvalidDataException($"The ssh master refused request {request:x} with answer {Word(answer, 0):x}.");
        }
    }

    private static uint Word(byte[] message, int offset) =>
        message.Length >= offset + 4 ? BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(offset)) : uint.MaxValue;

    private static byte[] ReadMessage(Socket socket)
    {
        var length = (int)BinaryPrimitives.ReadUInt32BigEndian(ReadExactly(socket, 4));
        return length is >= 4 and <= LargestAnswer
            ? ReadExactly(socket, length)
            : throw new InvalidDataException($"The ssh master sent a message of {length} bytes.");
    }

    private static byte[] ReadExactly(Socket socket, int count)
    {
        var buffer = new byte[count];
        for (var have = 0; have < count;)
        {
            var read = socket.Receive(buffer.AsSpan(have));
            have += read > 0 ? read : throw new EndOfStreamException("The ssh master closed its control socket.");
        }

        return buffer;
    }
}
