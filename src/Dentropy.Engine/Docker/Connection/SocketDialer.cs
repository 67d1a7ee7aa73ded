using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>
/// Connects to an engine's socket over the node's link. Where that is refused (the account may not open the socket, or the server forwards
/// no sockets), a program on the node relays instead, with sudo where it takes that.
/// </summary>
internal sealed class SocketDialer(DcNode node, string path, ILinkPool links) : IDockerDialer
{
    private volatile string? _relay;

    public string Endpoint => path;

    public async Task<Stream> DialAsync(CancellationToken cancellationToken)
    {
        var link = await links.GetAsync(node, cancellationToken).ConfigureAwait(false);
        if (_relay is { } known)
        {
            return await StartAsync(link, known, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await link.ConnectSocketAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (DentropyException e) when (e.ErrorId is "RemoteSocketRefused" or "RemoteSocketUnsupported")
        {
            var relay = await SocketRelay.FindAsync(link, node.Name, path, e, cancellationToken).ConfigureAwait(false);
            var stream = await StartAsync(link, relay, cancellationToken).ConfigureAwait(false);
            _relay = relay;
            return stream;
        }
    }

    private async Task<Stream> StartAsync(INodeLink link, string relay, CancellationToken cancellationToken) => new RelayStream(
        await link.StartAsync(relay, cancellationToken).ConfigureAwait(false),
        complaint => DockerErrors.Unreachable(node.Name, path, complaint));
}
