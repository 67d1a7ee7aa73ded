using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dentropy.Engine.Certificates.Challenges;

/// <summary>Answers http-01 from this machine (RFC 8555, 8.3): a responder that knows the tokens of one order, and nothing else.</summary>
/// <param name="port">Port to listen on. The authority asks port 80, so anything else needs something that forwards.</param>
internal sealed class StandaloneAnswer(int port) : IChallengeAnswer
{
    private const string Prefix = "/.well-known/acme-challenge/";
    private const int LongestRequest = 16 * 1024;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, string> _answers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private TcpListener? _listener;
    private Task _serving = Task.CompletedTask;

    public string Type => ChallengeNames.Http;

    public Task PutAsync(string name, string token, string authorization, CancellationToken cancellationToken)
    {
        _answers[token] = authorization;
        if (_listener is not null)
            return Task.CompletedTask;
        try
        {
            _listener = Listen();
        }
        catch (SocketException e)
        {
            throw new DentropyException(
                "CertificatePortUnavailable",
                e.SocketErrorCode == SocketError.AccessDenied ? DentropyErrorCategory.PermissionDenied : DentropyErrorCategory.ResourceBusy,
                port.ToString(CultureInfo.InvariantCulture),
                $"Port {port} of this machine cannot be listened on: {e.Message.TrimEnd('.')}. No certificate was issued. Free the port, or use -WebRoot with the web server that has it; ports below 1024 may need root.",
                e);
        }

        _serving = ServeAsync(_listener);
        return Task.CompletedTask;
    }

    public Task ReadyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<IReadOnlyList<string>> ClearAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener?.Dispose();
        await _serving.ConfigureAwait(false);
        _answers.Clear();
        _stop.Dispose();
        return [];
    }

    // IPv4 and IPv6 on one socket; machines without IPv6 have the first alone.
    private TcpListener Listen()
    {
        if (Socket.OSSupportsIPv6)
        {
            var both = new TcpListener(IPAddress.IPv6Any, port);
            both.Server.DualMode = true;
            both.Start();
            return both;
        }

        var listener = new TcpListener(IPAddress.Any, port);
        listener.Start();
        return listener;
    }

    private async Task ServeAsync(TcpListener listener)
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(_stop.Token).ConfigureAwait(false);
                open.RemoveAll(one => one.IsCompleted);
                open.Add(AnswerAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token))
        {
            limit.CancelAfter(s_limit);
            try
            {
                var stream = client.GetStream();
                var words = (await RequestLineAsync(stream, limit.Token).ConfigureAwait(false)).Split(' ');
                var found = words is ["GET", { } path, ..] && path.StartsWith(Prefix, StringComparison.Ordinal) ? _answers.GetValueOrDefault(path[Prefix.Length..]) : null;
                var body = found ?? "not found";
                var head = $"HTTP/1.1 {(found is null ? "404 Not Found" : "200 OK")}\r\nContent-Type: {(found is null ? "text/plain" : "application/octet-stream")}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head + body), limit.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // Whoever asked has gone; the authority says itself what it missed.
            }
        }
    }

    // All of the head is read, since closing a socket with unread bytes in it resets the connection before the answer is read.
    private static async Task<string> RequestLineAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new byte[LongestRequest];
        var length = 0;
        while (length < head.Length && head.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
        {
            var read = await stream.ReadAsync(head.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                break;
            length += read;
        }

        var text = Encoding.Latin1.GetString(head, 0, length);
        var end = text.IndexOf("\r\n", StringComparison.Ordinal);
        return end < 0 ? "" : text[..end];
    }
}
