using Dentropy.Nodes;

namespace Dentropy.Engine.Transport.Mux;

/// <summary>A link over an OpenSSH master of our own.</summary>
/// <param name="connection">The connection to the master.</param>
/// <param name="node">The node.</param>
/// <param name="proxyCommand">How ssh reaches further hosts through this one.</param>
/// <param name="runApart">Runs a command on the node over a connection of its own.</param>
/// <param name="terminate">Ends the master.</param>
internal sealed class MuxLink(MuxConnection connection, DcNode node, string proxyCommand, Func<string, Task> runApart, Func<Task> terminate) : IPooledLink
{
    private const int RefusalsInARow = 6;
    private const uint Prohibited = 1;
    private const uint ConnectFailed = 2;

    private readonly SessionGate _sessions = new();
    private readonly StopQueue _stops = new(connection, node.User is "root", runApart);

    public bool IsOpen => !connection.IsClosed;

    public string ProxyCommand => proxyCommand;

    public async Task<IRemoteProcess> StartAsync(string command, CancellationToken cancellationToken)
    {
        for (var refusals = 0; ; refusals++)
        {
            await _sessions.EnterAsync(cancellationToken).ConfigureAwait(false);
            if (await TryStartAsync(command, refusals, cancellationToken).ConfigureAwait(false) is { } process)
            {
                return process;
            }
        }
    }

    // OpenSSH, PROTOCOL, section 2.4: socket path, then a reserved string and a reserved number.
    public Task<Stream> ConnectSocketAsync(string path, CancellationToken cancellationToken) => ConnectAsync(
        "direct-streamlocal@openssh.com",
        packet => packet.Text(path).Text("").UInt32(0),
        refusal => LinkErrors.SocketRefused(node.Name, path, refusal.Message),
        cancellationToken);

    // RFC 4254, section 7.2: where to, then where it comes from, which is for the server's log.
    public Task<Stream> ConnectTcpAsync(string host, int port, CancellationToken cancellationToken) => ConnectAsync(
        "direct-tcpip",
        packet => packet.Text(host).UInt32((uint)port).Text("127.0.0.1").UInt32(0),
        refusal => refusal.Code == Prohibited ? LinkErrors.PortForbidden(node.Name, host, port) : LinkErrors.PortRefused(node.Name, host, port, refusal.Message),
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stops.SentAsync().ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
        await terminate().ConfigureAwait(false);
    }

    private async Task<Stream> ConnectAsync(
        string type, Action<PacketBuffer> where, Func<ChannelRefusedException, DentropyException> refused, CancellationToken cancellationToken)
    {
        try
        {
            var channel = connection.OpenChannel(type, where);
            await SocketOpenedAsync(channel, cancellationToken).ConfigureAwait(false);
            return new ChannelSocketStream(channel);
        }
        catch (ChannelRefusedException e)
        {
            throw refused(e);
        }
        catch (MuxClosedException e)
        {
            // Nothing was sent to the socket yet.
            throw new LinkUnusableException(node.Name, e);
        }
    }

    private static async Task SocketOpenedAsync(MuxChannel channel, CancellationToken cancellationToken)
    {
        try
        {
            await channel.Opened.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            channel.Abandon();
            throw;
        }
    }

    private async Task<MuxProcess?> TryStartAsync(string command, int refusals, CancellationToken cancellationToken)
    {
        var marker = RunMarker.NewId();
        var line = RunMarker.Marked(marker, command);
        MuxProcess? process = null;
        try
        {
            var channel = connection.OpenChannel("session", whenOpen: open => open.Request("exec", wantReply: true, packet => packet.Text(line)));
            try
            {
                await channel.Opened.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!channel.TryAbandonUnopened())
            {
                // It opened in the same moment, so the command is on its way and has to be stopped.
                process = Process(channel);
                await process.DisposeAsync().ConfigureAwait(false);
                throw;
            }

            return Process(channel);
        }
        catch (OperationCanceledException)
        {
            // A process leaves by itself, when it has ended.
            if (process is null)
            {
                _sessions.Leave();
            }

            throw;
        }
        catch (ChannelRefusedException e)
        {
            var others = _sessions.Refused();
            if (e.Code != ConnectFailed || (others == 0 && refusals >= RefusalsInARow))
            {
                throw LinkErrors.SessionRefused(node.Name, e.Message);
            }

            if (others == 0)
            {
                // The server counts a session until it has cleaned up after it, a moment longer than we do.
                await Task.Delay(TimeSpan.FromMilliseconds(10 << refusals), cancellationToken).ConfigureAwait(false);
            }

            return null;
        }
        catch (MuxClosedException e)
        {
            _sessions.Leave();
            throw new LinkUnusableException(node.Name, e);
        }

        MuxProcess Process(MuxChannel channel) => new(channel, node.Name, marker, RootCommand.IsWrapped(command), _stops, _sessions.Leave);
    }
}
