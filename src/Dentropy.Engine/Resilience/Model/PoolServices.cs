using System.Globalization;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Resilience.Facts;
using Dentropy.Nodes;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Model;

/// <summary>Services of pools: <c>pool:NAME</c>, that its data is served, and <c>data:NAME</c>, that none is lost.</summary>
internal sealed class PoolServices(NodeTable nodes, Network network)
{
    /// <summary>The service that stands for the quorum of Ceph's monitors.</summary>
    public const string Monitors = "ceph-mon";

    private readonly Dictionary<string, IReadOnlyList<DcPart>> _osds = new(StringComparer.Ordinal);
    private readonly List<DcPart> _missing = [];
    private readonly SortedDictionary<string, DcPart> _strange = new(NodeNameOrder.Instance);

    /// <summary>
    /// A pool that is only described. Without placement groups each choice of hosts may have all copies of something, so as many hosts have to be whole as
    /// leaves enough copies for the worst of them: <c>hosts - (size - minSize)</c>.
    /// </summary>
    /// <exception cref="DentropyException"><c>ServiceNeedTooHigh</c>, and those of node sets.</exception>
    public IEnumerable<ModelService> Described(ServiceEntry entry, PoolEntry pool)
    {
        var hosts = nodes.Select(entry.Nodes);
        if (pool.Size > hosts.Count)
            throw ModelErrors.NeedTooHigh(entry.Place, entry.Name, pool.Size, hosts.Count, "hosts for its copies");
        var disks = hosts.Select(host => Disks(host, pool.OsdsPerNode)).ToList();
        network.Notes.Add($"{entry.Name} is described and was not looked at: its copies are taken to lie on any {pool.Size} of {NodeSet.Fold(hosts.Select(host => host.Name))}, on each on any disk.");
        yield return new ModelService(entry.Name) { Quorums = [Quorum(pool.MinSize, "served")] };
        yield return new ModelService(ServiceReader.Data + pool.Name) { Quorums = [Quorum(pool.Keep, "kept")], IsAtRest = true };

        ModelQuorum Quorum(int copies, string word) => new(
            hosts.Count - (pool.Size - copies),
            disks,
            string.Create(CultureInfo.InvariantCulture, $"hosts with all their disks, so that each of {pool.Size} copies anywhere leaves {copies} and is {word}"));
    }

    /// <summary>The pools of a cluster that was looked at, with exact placement groups, and its monitors.</summary>
    /// <param name="storage">What was seen.</param>
    /// <param name="several">Whether there are other clusters, so that the cluster's name belongs to all names.</param>
    public IEnumerable<ModelService> Observed(StorageFacts storage, bool several)
    {
        var prefix = several ? storage.Cluster + "/" : "";
        var osds = new Dictionary<int, DcPart>();
        foreach (var osd in storage.Osds)
        {
            var part = new DcPart(DcPartKind.Osd, string.Create(CultureInfo.InvariantCulture, $"{prefix}{osd.Id}"));
            osds.Add(osd.Id, part);
            network.Parts.Add(new ModelPart(part) { At = Host(osd.Host, address: null) });
            if (!osd.IsUp)
                network.Down.Add(part);
        }

        var needs = new List<string>();
        if (storage.Monitors.Count > 0)
        {
            // More than half of all has to be there, and one that is out of the quorum is not.
            IReadOnlyList<DcPart> hosts = [.. storage.Monitors.Where(one => one.InQuorum).Select(one => Host(one.Name, one.Address)).Distinct()];
            needs.Add(prefix + Monitors);
            yield return new ModelService(prefix + Monitors) { Quorums = [Enough((storage.Monitors.Count / 2) + 1, hosts, "monitors")] };
        }
        else
        {
            network.Warn($"The monitors of Ceph cluster {storage.Cluster} could not be seen, so they are not counted.");
        }

        if (_strange.Count > 0)
            network.Warn($"Ceph is also on {string.Join(", ", _strange.Keys)}, which no node of the inventory has as its name: where {(_strange.Count == 1 ? "it hangs" : "they hang")} is not known, so nothing is taken to reach {(_strange.Count == 1 ? "it" : "them")}.");
        foreach (var pool in storage.Pools)
        {
            if (pool.Groups.Count == 0)
            {
                network.Warn($"Where the copies of pool {pool.Name} lie could not be seen.");
                continue;
            }

            yield return new ModelService(ServiceReader.Pool + prefix + pool.Name) { Quorums = Quorums(pool, pool.MinSize, osds), Needs = needs };
            yield return new ModelService(ServiceReader.Data + prefix + pool.Name) { Quorums = Quorums(pool, pool.Keep, osds), IsAtRest = true };
        }
    }

    private List<ModelQuorum> Quorums(PoolFact pool, int copies, Dictionary<int, DcPart> osds) =>
        [.. pool.Groups.Select(group => Enough(copies, [.. group.Osds.Where(osds.ContainsKey).Select(osd => osds[osd]).Distinct()], $"copies of group {group.Name}"))];

    // What is not there now stands as a part that is down, so that a quorum that is missed already is missed and no mistake.
    private ModelQuorum Enough(int need, IReadOnlyList<DcPart> there, string what)
    {
        for (var number = _missing.Count + 1; number <= need - there.Count; number++)
        {
            var part = new DcPart(DcPartKind.Osd, string.Create(CultureInfo.InvariantCulture, $"missing-{number}"));
            _missing.Add(part);
            network.Parts.Add(new ModelPart(part) { NeverFails = true });
            network.Down.Add(part);
        }

        return new ModelQuorum(need, [.. there, .. _missing.Take(Math.Max(0, need - there.Count))], what);
    }

    // A host that the inventory does not know is a part of its own, without a connection.
    private DcPart Host(string name, string? address)
    {
        if ((nodes.FindHost(name) ?? (address is null ? null : nodes.FindHost(address))) is { } node)
            return NodeTable.Part(node);
        if (!_strange.TryGetValue(name, out var part))
        {
            _strange.Add(name, part = new DcPart(DcPartKind.Node, name));
            network.Parts.Add(new ModelPart(part));
        }

        return part;
    }

    // All disks of a host together: a part that has failed as soon as one of them has. The disk itself where there is one.
    private DcPart Disks(DcNode host, int count)
    {
        var at = NodeTable.Part(host);
        var known = _osds.GetValueOrDefault(host.Name) ?? [];
        var made = new List<DcPart>(known);
        for (var number = known.Count + 1; number <= count; number++)
        {
            var part = new DcPart(DcPartKind.Osd, string.Create(CultureInfo.InvariantCulture, $"{host.Name}-{number}"));
            network.Parts.Add(new ModelPart(part) { At = at });
            made.Add(part);
        }

        _osds[host.Name] = made;
        if (count == 1)
            return made[0];
        var all = new DcPart(DcPartKind.Osd, string.Create(CultureInfo.InvariantCulture, $"{host.Name}-all-{count}"));
        if (!network.Parts.Exists(part => part.Part == all))
            network.Parts.Add(new ModelPart(all) { At = at, Needs = [.. made.Take(count).Select(disk => (IReadOnlyList<DcPart>)[disk])], NeverFails = true });
        return all;
    }
}
