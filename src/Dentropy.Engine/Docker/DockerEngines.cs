using System.Collections.Concurrent;
using Dentropy.Engine.Transport;
using Dentropy.Engine.Transport.Ssh;
using Dentropy.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>Warm clients to the Docker Engines of any number of nodes, one a node, made on first use.</summary>
/// <param name="links">Where links to nodes come from; it stays the caller's.</param>
public sealed class DockerEngines(ILinkPool links) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<EngineKey, EngineSlot> _slots = new();
    private volatile bool _disposed;

    /// <summary>A client of the node's engine, which has answered within the last half minute.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DentropyException">
    /// What <see cref="ILinkPool.GetAsync"/> throws; <c>DockerUnreachable</c>, <c>DockerPermissionDenied</c>, <c>DockerRelayMissing</c>,
    /// <c>DockerTlsFailed</c>, <c>DockerCertificatesInvalid</c>, <c>InvalidDockerHost</c>, <c>DockerApiTooOld</c>, <c>DockerApiTooNew</c>.
    /// </exception>
    public Task<DockerClient> GetAsync(DcNode node, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var key = new EngineKey(node.Name, LinkKey.Of(node), node.DockerHost, node.DockerCertPath);
        return _slots.GetOrAdd(key, _ => new EngineSlot(node, links)).GetAsync(cancellationToken);
    }

    /// <summary>Closes every connection.</summary>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        foreach (var slot in _slots.Values)
        {
            slot.Dispose();
        }

        _slots.Clear();
        return ValueTask.CompletedTask;
    }

    private sealed record EngineKey(string Name, LinkKey Link, string? Host, string? CertPath);
}
