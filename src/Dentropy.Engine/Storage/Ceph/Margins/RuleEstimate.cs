using System.Text.Json;
using Dentropy.Storage;

namespace Dentropy.Engine.Storage.Ceph.Margins;

/// <summary>
/// How many more may fail where it is not known which OSDs have which copies, as over the dashboard. It can be told only while all groups are active and clean: then each has
/// as many copies as its pool says, spread as its CRUSH rule says. It is never more than what holds.
/// </summary>
internal static class RuleEstimate
{
    /// <summary>Works it out.</summary>
    /// <param name="answers">Status and CRUSH dump.</param>
    /// <param name="map">Pools, OSDs and hosts.</param>
    /// <param name="quorum">The monitors' part, for the whole.</param>
    /// <param name="notes">Takes what was taken for granted.</param>
    /// <returns>Null where not all groups are clean, or that is not known.</returns>
    public static CephMargins? Of(CephAnswers answers, ClusterMap map, QuorumMargin? quorum, List<string> notes)
    {
        if (map.Pools.Count == 0 || !IsClean(answers, map))
            return null;

        notes.Add("It is not known which OSDs have which copies; as all groups are active and clean, how many more may fail is taken from the pools' sizes and their CRUSH rules.");
        var rules = answers.Of(CephQuestion.Crush)?.Items("rules").ToList() ?? [];
        var pools = map.Pools.Values.ToDictionary(pool => pool.Id, pool => OfPool(pool, SpreadsOverHosts(pool, rules), map));
        var all = pools.Values;
        var cluster = new DcCephMargin
        {
            OsdsUntilUnavailable = all.Min(margin => margin.OsdsUntilUnavailable),
            OsdsUntilLost = all.Min(margin => margin.OsdsUntilLost),
            HostsUntilUnavailable = all.Min(margin => margin.HostsUntilUnavailable),
            HostsUntilLost = all.Min(margin => margin.HostsUntilLost),
            Monitors = quorum?.MayFail,
            Reasons = [.. all.MinBy(margin => (margin.OsdsUntilUnavailable, margin.HostsUntilUnavailable, margin.OsdsUntilLost))!.Reasons, .. quorum is null ? [] : new[] { quorum.Reason }],
        };
        var canStop = map.Pools.Values.All(pool => pool.Size > pool.MinSize) ? map.Osds.Keys.ToDictionary(osd => osd, _ => true) : [];
        return new CephMargins(cluster, pools, canStop, notes);
    }

    private static DcCephMargin OfPool(MapPool pool, bool apart, ClusterMap map)
    {
        var (unavailable, lost) = (Math.Max(1, pool.Size - pool.MinSize + 1), Math.Max(1, pool.Size - pool.Needed + 1));
        return new DcCephMargin
        {
            OsdsUntilUnavailable = unavailable - 1,
            OsdsUntilLost = lost - 1,
            HostsUntilUnavailable = (apart ? unavailable : Hosts(unavailable, pool, map)) - 1,
            HostsUntilLost = (apart ? lost : Hosts(lost, pool, map)) - 1,
            Reasons =
            [
                $"Each group of pool {pool.Name} has {pool.Size} {pool.Copies}{(apart ? ", each on a host of its own" : "")}; {pool.MinSize} have to run for requests to be served (min_size), and {pool.Needed} for its data to be there.",
            ],
        };
    }

    // The worst that a rule over OSDs allows: the hosts with the most OSDs have as many copies as they can.
    private static int Hosts(int copies, MapPool pool, ClusterMap map)
    {
        var hosts = 0;
        foreach (var (_, osds) in map.Osds.Where(osd => osd.Value).CountBy(osd => map.HostOf(osd.Key)).OrderByDescending(host => host.Value))
        {
            if (copies <= 0)
                break;
            copies -= Math.Min(osds, pool.Size);
            hosts++;
        }

        return Math.Max(1, hosts);
    }

    // The last choice of a rule says what no two copies share: "chooseleaf firstn 0 type rack" gives each copy a rack, and so a host, of its own.
    private static bool SpreadsOverHosts(MapPool pool, IReadOnlyList<JsonElement> rules)
    {
        var rule = rules.FirstOrDefault(rule => rule.Number("rule_id") == pool.Rule);
        var type = rule.Items("steps").LastOrDefault(step => step.Text("op")?.StartsWith("choose", StringComparison.Ordinal) == true).Text("type");
        return type is not null and not "osd";
    }

    // The states are some seconds old, so an OSD that has just failed is looked at too.
    private static bool IsClean(CephAnswers answers, ClusterMap map)
    {
        if (answers.Of(CephQuestion.Status) is not { } status || status.Field("pgmap") is not { } groups || groups.Number("num_pgs") is not { } all)
            return false;
        if (map.Osds.Count(osd => osd.Value) < status.Field("osdmap")?.Number("num_in_osds"))
            return false;
        var clean = groups.Items("pgs_by_state").Where(state => state.Text("state_name") is { } name
            && MapGroup.HasState(name, "active") && MapGroup.HasState(name, "clean") && !MapGroup.HasState(name, "stale")).Sum(state => state.Number("count") ?? 0);
        return clean == all;
    }
}
