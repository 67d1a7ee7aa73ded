namespace Dentropy.Engine.Transport;

/// <summary>Ports of a node, also where its ssh server forbids connections to them.</summary>
internal static class LinkPort
{
    /// <summary>Connects to a port as the node sees it; where sshd forbids that, a program on the node relays.</summary>
    /// <param name="link">The node's link.</param>
    /// <param name="node">The node's name.</param>
    /// <param name="host">Name or address, looked up on the node.</param>
    /// <param name="port">The port.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The stream. Where a program relays, a refusal is told by the first read.</returns>
    /// <exception cref="DentropyException"><c>RemotePortRefused</c>, <c>LinkLost</c>, <c>SessionRefused</c>.</exception>
    public static async Task<Stream> ConnectPortAsync(this INodeLink link, string node, string host, int port, CancellationToken cancellationToken)
    {
        try
        {
            return await link.ConnectTcpAsync(host, port, cancellationToken).ConfigureAwait(false);
        }
        catch (PortForbiddenException)
        {
            return new RelayStream(
                await link.StartAsync(RelayProgram.ToPort(host, port), cancellationToken).ConfigureAwait(false),
                complaint => LinkErrors.PortRefused(node, host, port, complaint));
        }
    }
}
