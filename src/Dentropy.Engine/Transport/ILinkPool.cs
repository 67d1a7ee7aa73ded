using Dentropy.Nodes;

namespace Dentropy.Engine.Transport;

/// <summary>Warm links to nodes, made on first use and kept until disposed or lost.</summary>
public interface ILinkPool : IAsyncDisposable
{
    /// <summary>A working link to the node: the warm one, or a new one.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellationToken">Ends the waiting; a connection attempt that nobody waits for is ended too.</param>
    /// <exception cref="DentropyException">
    /// <c>NodeUnreachable</c>, <c>ConnectTimeout</c>, <c>KeyRefused</c>, <c>HostKeyUnknown</c>, <c>HostKeyChanged</c>, <c>SshFailed</c>: it could not be made.
    /// </exception>
    Task<INodeLink> GetAsync(DcNode node, CancellationToken cancellationToken);

    /// <summary>Closes the link to a node, if there is one, so that the next use makes a new one.</summary>
    /// <param name="node">The node.</param>
    Task CloseAsync(DcNode node);
}
