using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>Finds the way to a node's engine.</summary>
internal static class EngineDialer
{
    /// <summary>The way that the node's settings name; for a socket, the link is made, so that its errors are its own.</summary>
    public static async Task<IDockerDialer> FindAsync(DcNode node, ILinkPool links, CancellationToken cancellationToken)
    {
        var endpoint = DockerEndpoint.Of(node);
        if (endpoint.SocketPath is null)
        {
            return TcpDialer.Create(node.Name, endpoint);
        }

        await links.GetAsync(node, cancellationToken).ConfigureAwait(false);
        return new SocketDialer(node, endpoint.SocketPath, links);
    }
}
