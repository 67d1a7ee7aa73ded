using Dentropy.Nodes;

namespace Dentropy.Engine.Transport;

/// <summary>Proves that one can log in to a node now, whatever links to it are open.</summary>
public interface ILoginProof
{
    /// <summary>Logs in over a new connection of its own, and runs nothing there but <c>true</c>.</summary>
    /// <param name="node">The node.</param>
    /// <param name="onlyKey">A key file to log in with: the private half, or the public one of a key that is in the agent; null for what the node's entry and ssh's configuration say.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>
    /// SHA-256 fingerprint of the key that the server took; null where ssh does not say. ssh offers <paramref name="onlyKey"/> first, and after it what its
    /// configuration names, so only a fingerprint that is the key's own proves anything about it.
    /// </returns>
    /// <exception cref="DentropyException"><c>KeyRefused</c> and the other errors of <see cref="ILinkPool.GetAsync"/>.</exception>
    Task<string?> ProveLoginAsync(DcNode node, string? onlyKey, CancellationToken cancellationToken);
}
