using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Dentropy.Engine.Dns.Rfc2136;

/// <summary>A TCP connection to a name server: each message behind its length (RFC 1035, 4.2.2).</summary>
internal sealed class NameServerConnection : IAsyncDisposable
{
    private readonly NameServer _server;
    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    private NameServerConnection(NameServer server, Socket socket) => (_server, _socket, _stream) = (server, socket, new NetworkStream(socket, ownsSocket: true));

    /// <exception cref="DentropyException"><c>DnsServerUnreachable</c>.</exception>
    public static async Task<NameServerConnection> OpenAsync(NameServer server, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(server.Timeout);
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(server.Host, server.Port), limit.Token).ConfigureAwait(false);
            return new NameServerConnection(server, socket);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw NameServerErrors.Unreachable(server, e is SocketException ? e : new TimeoutException($"it did not answer within {server.Timeout.TotalSeconds:0} seconds"));
        }
    }

    /// <summary>Sends messages, and does not wait for the answers.</summary>
    /// <exception cref="DentropyException"><c>DnsServerUnreachable</c>, <c>DnsServerTimeout</c>.</exception>
    public Task SendAsync(IEnumerable<byte[]> messages, CancellationToken cancellationToken)
    {
        var all = new WireWriter();
        foreach (var message in messages)
        {
            all.Number16(message.Length);
            all.Bytes(message);
        }

        var bytes = all.ToArray();
        return WithinAsync(async token =>
        {
            await _stream.WriteAsync(bytes, token).ConfigureAwait(false);
            return true;
        }, cancellationToken);
    }

    /// <summary>The next message.</summary>
    /// <exception cref="DentropyException"><c>DnsServerUnreachable</c>, <c>DnsServerTimeout</c>.</exception>
    public Task<byte[]> ReceiveAsync(CancellationToken cancellationToken) => WithinAsync(async token =>
    {
        var length = new byte[2];
        await _stream.ReadExactlyAsync(length, token).ConfigureAwait(false);
        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await _stream.ReadExactlyAsync(message, token).ConfigureAwait(false);
        return message;
    }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync().ConfigureAwait(false);
        _socket.Dispose();
    }

    private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_server.Timeout);
        try
        {
            return await work(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw NameServerErrors.Silent(_server, e);
        }
        catch (EndOfStreamException)
        {
            throw NameServerErrors.Cut(_server);
        }
        catch (IOException e)
        {
            throw NameServerErrors.Cut(_server, e);
        }
    }
}
