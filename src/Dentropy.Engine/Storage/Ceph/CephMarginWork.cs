using Dentropy.Engine.Storage.Ceph.Margins;
using Dentropy.Storage;

namespace Dentropy.Engine.Storage.Ceph;

/// <summary>
/// Works out how many more OSDs, hosts and monitors of a cluster may fail before data is not served or is lost, counting what is down already. A group is
/// served while <c>min_size</c> of its acting OSDs run (doc/rados/operations/pools.rst), and its data is there while one copy is, or as many chunks as it has data chunks.
/// </summary>
internal static class CephMarginWork
{
    /// <summary>Works it out.</summary>
    /// <param name="answers">OSD dump, OSD tree or CRUSH dump, groups, monitors and status; what is missing makes the result less, and the notes say so.</param>
    public static CephMargins Of(CephAnswers answers)
    {
        var notes = new List<string>();
        var reader = new ClusterMapReader(answers, notes);
        var quorum = QuorumMargin.Of(answers);
        if (quorum is null)
            notes.Add(reader.Missing(CephQuestion.Monitors, "Monitors are not known, so how many of them may fail is not either"));
        var map = reader.Read();
        if (map is not null && map.Groups is null)
        {
            if (RuleEstimate.Of(answers, map, quorum, notes) is { } estimate)
                return estimate;
            notes.Add(reader.Missing(CephQuestion.Groups, "Where the copies are is not known, so how many more may fail cannot be worked out"));
        }

        if (map?.Groups is not { } groups)
            return new CephMargins(null, new Dictionary<int, DcCephMargin>(), new Dictionary<int, bool>(), notes);

        if (groups.Count == 0)
            notes.Add("There are no placement groups, so there is no data that a failure could reach.");
        var pools = new Dictionary<int, DcCephMargin>();
        foreach (var pool in groups.GroupBy(group => group.Pool.Id))
            pools[pool.Key] = Work([.. pool], map, quorum: null)!;
        return new CephMargins(Work(groups, map, quorum), pools, StopCheck.Of(map), notes);
    }

    private static DcCephMargin? Work(IReadOnlyList<MapGroup> groups, ClusterMap map, QuorumMargin? quorum)
    {
        var osds = MarginSearch.Smallest(groups, group => group.UntilUnavailable, ClusterMap.OsdName);
        var hosts = MarginSearch.Smallest(groups, group => group.UntilUnavailable, map.HostOf);
        var lostOsds = MarginSearch.Smallest(groups, group => group.UntilLost, ClusterMap.OsdName);
        var lostHosts = MarginSearch.Smallest(groups, group => group.UntilLost, map.HostOf);
        if (osds is null || hosts is null || lostOsds is null || lostHosts is null)
            return null;

        var reasons = new List<string> { MarginWords.Unavailable(osds, hosts: false) };
        if (hosts.Parts.Count > 0 && map.Hosts is not null)
            reasons.Add(MarginWords.Unavailable(hosts, hosts: true));
        reasons.Add(MarginWords.Lost(lostOsds, hosts: false));
        if (lostHosts.Parts.Count > 0 && map.Hosts is not null)
            reasons.Add(MarginWords.Lost(lostHosts, hosts: true));
        if (quorum is not null)
            reasons.Add(quorum.Reason);
        return new DcCephMargin
        {
            OsdsUntilUnavailable = Math.Max(0, osds.Parts.Count - 1),
            OsdsUntilLost = Math.Max(0, lostOsds.Parts.Count - 1),
            HostsUntilUnavailable = Math.Max(0, hosts.Parts.Count - 1),
            HostsUntilLost = Math.Max(0, lostHosts.Parts.Count - 1),
            Monitors = quorum?.MayFail,
            WorstOsds = osds.Parts,
            WorstHosts = map.Hosts is null ? [] : hosts.Parts,
            Reasons = reasons,
        };
    }
}
