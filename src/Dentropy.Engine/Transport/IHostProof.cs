using Dentropy.Nodes;

namespace Dentropy.Engine.Transport;

/// <summary>Proves which host keys a node shows to somebody who comes anew.</summary>
public interface IHostProof
{
    /// <summary>The names by which ssh looks a node up. No connection is made.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="DentropyException"><c>SshMissing</c>, <c>SshFailed</c>: ssh does not take its own configuration.</exception>
    Task<HostNames> NamesAsync(DcNode node, CancellationToken cancellationToken);

    /// <summary>Logs in over a new connection that trusts some lines and nothing else, and runs nothing there but <c>true</c>.</summary>
    /// <param name="node">The node.</param>
    /// <param name="lines">Lines of a <c>known_hosts</c> file, the only ones that count.</param>
    /// <param name="algorithms">The host key algorithms that are offered, with commas between (ssh_config(5), HostKeyAlgorithms); null for ssh's own.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="DentropyException"><c>HostKeyUnknown</c>, <c>HostKeyChanged</c>: it shows another key; and the other errors of <see cref="ILinkPool.GetAsync"/>.</exception>
    Task ProveHostAsync(DcNode node, IReadOnlyList<string> lines, string? algorithms, CancellationToken cancellationToken);
}

/// <summary>What ssh calls a node when it checks its host key.</summary>
/// <param name="Known">As <c>known_hosts</c> has it: the host or its <c>HostKeyAlias</c>, or <c>[host]:port</c>.</param>
/// <param name="Certified">As a certificate has to have it among its principals: never with a port.</param>
public sealed record HostNames(string Known, string Certified);
