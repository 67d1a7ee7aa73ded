using Dentropy.Engine.Cluster.Serf;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Resilience.Facts;

/// <summary>Asks several at the same time.</summary>
/// <param name="sources">Whom.</param>
public sealed class AllFacts(params IReadOnlyList<IResilienceFacts> sources) : IResilienceFacts
{
    /// <summary>Asks everybody there is: Docker on the nodes, and Serf and Ceph where <c>cloud.yaml</c> names them.</summary>
    /// <param name="store">The inventory.</param>
    /// <param name="links">Links to nodes.</param>
    /// <param name="engines">The nodes' Docker Engines.</param>
    public static AllFacts Of(INodeStore store, ILinkPool links, DockerEngines engines) =>
        new(new DockerFacts(engines), new SerfFacts(store, new SerfAgents(links)), new CephFacts(store, links));

    /// <inheritdoc/>
    public async Task<ResilienceFacts> ObserveAsync(FactsQuestion question, CancellationToken cancellationToken) =>
        ResilienceFacts.Together(await Task.WhenAll(sources.Select(source => source.ObserveAsync(question, cancellationToken))).ConfigureAwait(false));
}
