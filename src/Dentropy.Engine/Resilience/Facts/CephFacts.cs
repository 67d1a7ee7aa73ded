using Dentropy.Engine.Inventory;
using Dentropy.Engine.Storage.Ceph;
using Dentropy.Engine.Storage.Ceph.Margins;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Resilience.Facts;

/// <summary>Looks at the Ceph clusters that <c>cloud.yaml</c> names: pools, placement groups, OSDs and monitors.</summary>
/// <param name="store">The inventory.</param>
/// <param name="links">Links to nodes.</param>
public sealed class CephFacts(INodeStore store, ILinkPool links) : IResilienceFacts
{
    // Ceph's own pools hold nothing that a service needs.
    private static readonly HashSet<string> s_own = [".mgr", "device_health_metrics"];
    private static readonly CephQuestion[] s_questions = [CephQuestion.OsdDump, CephQuestion.OsdTree, CephQuestion.Groups, CephQuestion.Monitors];

    /// <inheritdoc/>
    public async Task<ResilienceFacts> ObserveAsync(FactsQuestion question, CancellationToken cancellationToken)
    {
        if ((await CephClusters.NamesAsync(store.Location, cancellationToken).ConfigureAwait(false)).Count == 0)
            return new ResilienceFacts();
        try
        {
            var clusters = await new CephClusters(store, links).OpenAsync(new CephQuery(), cancellationToken).ConfigureAwait(false);
            return ResilienceFacts.Together(await Task.WhenAll(clusters.Select(cluster => OneAsync(cluster, cancellationToken))).ConfigureAwait(false));
        }
        catch (DentropyException e)
        {
            return new ResilienceFacts { Notes = [$"Ceph could not be asked: {e.Message}"] };
        }
    }

    private static async Task<ResilienceFacts> OneAsync(CephCluster cluster, CancellationToken cancellationToken)
    {
        await using (cluster.ConfigureAwait(false))
        {
            try
            {
                return Read(cluster.Name, await cluster.AskAsync(s_questions, cancellationToken).ConfigureAwait(false));
            }
            catch (DentropyException e)
            {
                return new ResilienceFacts { Notes = [$"The Ceph cluster {cluster.Name} could not be asked, so what cloud.yaml says of its pools counts: {e.Message}"] };
            }
        }
    }

    /// <summary>What the answers of a cluster say.</summary>
    internal static ResilienceFacts Read(string cluster, CephAnswers answers)
    {
        var notes = new List<string>();
        if (new ClusterMapReader(answers, notes).Read() is not { } map)
            return new ResilienceFacts { Notes = notes };
        if (map.Groups is null)
            notes.Add($"Where the copies of Ceph cluster {cluster} lie could not be had, so what cloud.yaml says of its pools counts.");
        else if (map.HasUnknown)
            notes.Add($"Some placement groups of Ceph cluster {cluster} are not known yet, so they do not count.");
        var groups = (map.Groups ?? []).ToLookup(group => group.Pool.Id);
        return new ResilienceFacts
        {
            Storage =
            [
                new StorageFacts(cluster)
                {
                    Osds = [.. map.Osds.OrderBy(osd => osd.Key).Select(osd => new OsdFact(osd.Key, map.HostOf(osd.Key), osd.Value))],
                    Pools = map.Groups is null ? [] : [.. map.Pools.Values.Where(pool => !s_own.Contains(pool.Name)).OrderBy(pool => pool.Id).Select(pool => new PoolFact(pool.Name, pool.Size, pool.MinSize, pool.Needed, Different(groups[pool.Id])))],
                    Monitors = Monitors(answers),
                },
            ],
            Notes = notes,
        };
    }

    // Groups with the same copies say the same. Where it is not known which copies are whole, those that may not be do not count.
    private static List<GroupFact> Different(IEnumerable<MapGroup> groups) =>
        [.. groups.Select(group => new GroupFact(group.Id, [.. group.Copies.Take(group.Whole)])).DistinctBy(group => string.Join(',', group.Osds), StringComparer.Ordinal)];

    // ceph mon dump: mons[].name, .rank, .public_addr ("10.0.0.1:6789/0"), and the ranks that are in quorum.
    private static List<MonitorFact> Monitors(CephAnswers answers)
    {
        if (answers.Of(CephQuestion.Monitors) is not { } dump)
            return [];
        var inside = dump.Items("quorum").Select(rank => rank.Number()).ToHashSet();
        return [.. dump.Items("mons").Where(mon => mon.Text("name") is not null).Select(mon => new MonitorFact(mon.Text("name")!, Address(mon.Text("public_addr") ?? mon.Text("addr")), inside.Contains(mon.Number("rank"))))];
    }

    private static string? Address(string? text) =>
        text is null ? null
        : text.StartsWith('[') ? text[1..].Split(']')[0]
        : text.Split(':')[0];
}
