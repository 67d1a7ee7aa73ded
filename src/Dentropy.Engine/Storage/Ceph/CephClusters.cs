using System.Runtime.CompilerServices;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Storage.Ceph.Dashboard;
using Dentropy.Engine.Storage.Ceph.Reading;
using Dentropy.Engine.Storage.Ceph.Ssh;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Storage;

namespace Dentropy.Engine.Storage.Ceph;

/// <summary>The Ceph clusters of a cloud: those of <c>cloud.yaml</c>, or the one that given nodes belong to.</summary>
/// <param name="store">The inventory.</param>
/// <param name="links">Links to nodes.</param>
public sealed class CephClusters(INodeStore store, ILinkPool links)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);

    /// <summary>What time it is.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Remembers space.</summary>
    internal CephForecast Forecast { get; init; } = CephForecast.OfOperator();

    /// <summary>Names of the clusters in <c>cloud.yaml</c>. None is asked.</summary>
    /// <param name="cloud">The cloud folder.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.</exception>
    public static async Task<IReadOnlyList<string>> NamesAsync(string cloud, CancellationToken cancellationToken) =>
        [.. (await CephClusterSettings.ReadAllAsync(cloud, cancellationToken).ConfigureAwait(false)).Select(settings => settings.Name!)];

    /// <summary>Health of each cluster.</summary>
    /// <param name="query">Which clusters.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>An outcome for each, in the file's order.</returns>
    /// <exception cref="DentropyException"><c>CephNotConfigured</c>, <c>CephClusterNotFound</c>, <c>InvalidLimit</c>, and those of the files: nothing was asked.</exception>
    public IAsyncEnumerable<CephOutcome<DcCephHealth>> HealthAsync(CephQuery query, CancellationToken cancellationToken) =>
        EachAsync(query, async (cluster, token) => (await cluster.HealthAsync(query.Detail, token).ConfigureAwait(false), Array.Empty<string>()), cancellationToken);

    /// <summary>OSDs of each cluster.</summary>
    /// <param name="query">Which clusters.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>An outcome for each, in the file's order.</returns>
    /// <exception cref="DentropyException">As <see cref="HealthAsync"/>.</exception>
    public IAsyncEnumerable<CephOutcome<IReadOnlyList<DcCephOsd>>> OsdsAsync(CephQuery query, CancellationToken cancellationToken) =>
        EachAsync(query, (cluster, token) => cluster.OsdsAsync(token), cancellationToken);

    /// <summary>Pools of each cluster.</summary>
    /// <param name="query">Which clusters.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>An outcome for each, in the file's order.</returns>
    /// <exception cref="DentropyException">As <see cref="HealthAsync"/>.</exception>
    public IAsyncEnumerable<CephOutcome<IReadOnlyList<DcCephPool>>> PoolsAsync(CephQuery query, CancellationToken cancellationToken) =>
        EachAsync(query, (cluster, token) => cluster.PoolsAsync(token), cancellationToken);

    /// <summary>Space of each cluster.</summary>
    /// <param name="query">Which clusters.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>An outcome for each, in the file's order.</returns>
    /// <exception cref="DentropyException">As <see cref="HealthAsync"/>.</exception>
    public IAsyncEnumerable<CephOutcome<DcCephCapacity>> CapacityAsync(CephQuery query, CancellationToken cancellationToken) =>
        EachAsync(query, (cluster, token) => cluster.CapacityAsync(token), cancellationToken);

    /// <summary>Waits until each cluster is well enough.</summary>
    /// <param name="query">Which clusters.</param>
    /// <param name="wanted">The worst status that will do.</param>
    /// <param name="time">How long to wait.</param>
    /// <param name="progress">Told of each look; may be null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>An outcome for each: its health once it is reached, or <c>CephHealthTimeout</c> with what was seen last.</returns>
    /// <exception cref="DentropyException">As <see cref="HealthAsync"/>.</exception>
    public IAsyncEnumerable<CephOutcome<DcCephHealth>> WaitAsync(CephQuery query, DcCephStatus wanted, TimeSpan time, IProgress<CephWaitProgress>? progress, CancellationToken cancellationToken) =>
        EachAsync(query, async (cluster, token) => (await new CephWait(cluster, Clock).RunAsync(wanted, time, query.Detail, progress, token).ConfigureAwait(false), Array.Empty<string>()), cancellationToken);

    /// <summary>The clusters that are meant, to be asked and disposed; for areas that need the answers themselves.</summary>
    internal async Task<IReadOnlyList<CephCluster>> OpenAsync(CephQuery query, CancellationToken cancellationToken)
    {
        if (query.Timeout <= TimeSpan.Zero || query.Timeout > s_longest)
            throw new DentropyException("InvalidLimit", DentropyErrorCategory.InvalidArgument, target: null, "The timeout must be more than 0 and at most 10 minutes.");
        var settings = await CephClusterSettings.ReadAllAsync(store.Location, cancellationToken).ConfigureAwait(false);
        var chosen = Choose(settings, query);
        var listing = await store.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        var hosts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var node in listing.Nodes)
            hosts.TryAdd(node.Name, node.Name);
        var clusters = new List<CephCluster>();
        foreach (var one in chosen)
        {
            if (one.Dashboard is not null && query.Nodes.Count == 0)
            {
                clusters.Add(new CephCluster(new CephPlace(one.Name!, store.Location, hosts), new CephDashboard(one, store.Location, query.Timeout), Forecast, Clock));
                continue;
            }

            var nodes = query.Nodes.Count > 0 ? query.Nodes : await NodesAsync(one, cancellationToken).ConfigureAwait(false);
            var place = new CephPlace(one.Name ?? nodes[0].Name, store.Location, hosts);
            clusters.Add(new CephCluster(place, new CephSshSource(links, one, nodes, query.Timeout), Forecast, Clock));
        }

        return clusters;
    }

    // A node that is named in the file belongs to its cluster; any other one to a cluster of its own.
    private IReadOnlyList<CephClusterSettings> Choose(IReadOnlyList<CephClusterSettings> all, CephQuery query)
    {
        if (query.Clusters.Count > 0)
        {
            return [.. query.Clusters.Distinct(StringComparer.OrdinalIgnoreCase).Select(name => all.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase))
                ?? throw CephErrors.ClusterNotFound(name, [.. all.Select(one => one.Name!)]))];
        }

        if (query.Nodes.Count > 0)
            return [all.FirstOrDefault(one => one.Nodes.Contains(query.Nodes[0].Name, StringComparer.OrdinalIgnoreCase)) ?? new CephClusterSettings()];
        return all.Count > 0 ? all : throw CephErrors.NotConfigured(store.Location);
    }

    private async Task<IReadOnlyList<DcNode>> NodesAsync(CephClusterSettings settings, CancellationToken cancellationToken)
    {
        var nodes = new List<DcNode>();
        foreach (var expression in settings.Nodes)
        {
            var selection = await NodeSelector.SelectAsync(store, new NodeQuery { Expression = expression }, cancellationToken).ConfigureAwait(false);
            if (selection.Missing.Count > 0)
                throw await NodeErrors.NotFoundAsync(store, selection.Missing[0], cancellationToken).ConfigureAwait(false);
            nodes.AddRange(selection.Nodes);
        }

        List<DcNode> distinct = [.. nodes.DistinctBy(node => node.Name, StringComparer.OrdinalIgnoreCase)];
        return distinct.Count > 0 ? distinct : throw NodeErrors.NoneMatches(store, string.Join(',', settings.Nodes));
    }

    private async IAsyncEnumerable<CephOutcome<T>> EachAsync<T, TNotes>(CephQuery query, Func<CephCluster, CancellationToken, Task<(T Value, TNotes Notes)>> work, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
        where TNotes : IReadOnlyList<string>
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = (await OpenAsync(query, cancellationToken).ConfigureAwait(false)).Select(cluster => OneAsync(cluster, work, end.Token)).ToList();
        try
        {
            foreach (var task in running)
                yield return await task.ConfigureAwait(false);
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(running.Cast<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<CephOutcome<T>> OneAsync<T, TNotes>(CephCluster cluster, Func<CephCluster, CancellationToken, Task<(T Value, TNotes Notes)>> work, CancellationToken cancellationToken)
        where T : class
        where TNotes : IReadOnlyList<string>
    {
        await using (cluster.ConfigureAwait(false))
        {
            try
            {
                var (value, notes) = await work(cluster, cancellationToken).ConfigureAwait(false);
                return new CephOutcome<T>(cluster.Name, value, Failure: null, notes);
            }
            catch (DentropyException e)
            {
                return new CephOutcome<T>(cluster.Name, Value: null, e, []);
            }
        }
    }
}
