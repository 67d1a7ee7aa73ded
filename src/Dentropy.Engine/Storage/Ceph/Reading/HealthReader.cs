using System.Text.Json;
using Dentropy.Engine.Storage.Ceph.Margins;
using Dentropy.Storage;

namespace Dentropy.Engine.Storage.Ceph.Reading;

/// <summary>
/// Reads health from <c>status</c>, <c>health detail</c>, <c>mon dump</c>, <c>mgr dump</c> and <c>versions</c>. Ceph 14 and older put the OSD counts one level deeper
/// (<c>osdmap.osdmap</c>); from 15 on the status leaves the names of managers and monitors to the dumps (<c>Monitor::get_cluster_status</c>, src/mon/Monitor.cc).
/// </summary>
internal static class HealthReader
{
    // ElectionLogic's CONNECTIVITY: there the leader need not be the first.
    private const int ByConnectivity = 3;

    /// <summary>What is needed for the status and its reasons alone.</summary>
    public static IReadOnlyList<CephQuestion> Brief { get; } = [CephQuestion.Status, CephQuestion.HealthDetail];

    /// <summary>What is needed for all of it.</summary>
    public static IReadOnlyList<CephQuestion> Questions { get; } = Enum.GetValues<CephQuestion>();

    /// <summary>Reads it, without what is worked out of other answers.</summary>
    /// <exception cref="DentropyException"><c>CephCommandFailed</c>: there is no status.</exception>
    public static DcCephHealth Read(CephAnswers answers, CephPlace place, bool detail, DateTimeOffset time)
    {
        if (answers.Of(CephQuestion.Status) is not { } status)
            throw CephErrors.Failed(answers.Source, "ceph status", answers.Faults.GetValueOrDefault(CephQuestion.Status) ?? "no answer");
        var osds = status.Field("osdmap")?.Field("osdmap") ?? status.Field("osdmap") ?? default;
        var managers = answers.Of(CephQuestion.Managers) ?? status.Field("mgrmap") ?? default;
        var checks = CheckReader.Read(answers.Of(CephQuestion.HealthDetail), status.Field("health"), detail);
        return new DcCephHealth
        {
            Cluster = place.Cluster,
            ClusterId = status.Text("fsid") ?? "",
            Status = CheckReader.Status((answers.Of(CephQuestion.HealthDetail) ?? status.Field("health") ?? default).Text("status") ?? status.Field("health")?.Text("overall_status")),
            Summary = "",
            Checks = checks,
            Monitors = Monitors(answers, status),
            ActiveManager = managers.Text("active_name") is { Length: > 0 } name && managers.Field("available")?.ValueKind != JsonValueKind.False ? name : null,
            StandbyManagers = [.. managers.Items("standbys").Select(standby => standby.Text("name")).OfType<string>().Order(StringComparer.Ordinal)],
            Osds = osds.Number("num_osds") ?? 0,
            OsdsUp = osds.Number("num_up_osds") ?? 0,
            OsdsIn = osds.Number("num_in_osds") ?? 0,
            GroupStates = [.. (status.Field("pgmap")?.Items("pgs_by_state") ?? []).Select(state => new DcCephGroupState(state.Text("state_name") ?? "unknown", state.Number("count") ?? 0)).OrderByDescending(state => state.Count).ThenBy(state => state.State, StringComparer.Ordinal)],
            Version = Version(answers.Of(CephQuestion.Versions)),
            Time = time,
            Source = answers.Source,
            Cloud = place.Cloud,
        };
    }

    private static List<DcCephMonitor> Monitors(CephAnswers answers, JsonElement status)
    {
        var dump = answers.Of(CephQuestion.Monitors);
        var ranks = (status.Field("quorum") ?? dump?.Field("quorum")).Items().Select(rank => rank.Number()).OfType<int>().ToHashSet();
        var names = status.Items("quorum_names").Select(name => name.GetString()).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var map = (dump?.Items("mons").ToList() is { Count: > 0 } mons ? mons : status.Field("monmap")?.Items("mons").ToList()) ?? [];
        int? leader = dump?.Number("election_strategy") == ByConnectivity || ranks.Count == 0 ? null : ranks.Min();
        return map.Count == 0
            ? [.. names.Order(StringComparer.Ordinal).Select(name => new DcCephMonitor { Name = name, InQuorum = true })]
            : [.. map.Select(mon => new DcCephMonitor
            {
                Name = mon.Text("name") ?? "?",
                Address = (mon.Text("public_addr") ?? mon.Text("addr"))?.Split('/')[0],
                InQuorum = names.Count > 0 ? names.Contains(mon.Text("name") ?? "?") : mon.Number("rank") is { } rank && ranks.Contains(rank),
                IsLeader = leader is not null && mon.Number("rank") == leader,
            })];
    }

    // Of the daemons, the oldest counts: until an upgrade is over, the cluster is not what it is to be.
    private static string? Version(JsonElement? versions) =>
        versions?.Field("overall") is { ValueKind: JsonValueKind.Object } all
            ? all.EnumerateObject().Select(entry => entry.Name.Split(' ') is ["ceph", "version", var version, ..] ? version : null).OfType<string>()
                .OrderBy(version => version.Split('-')[0], Inventory.NodeNameOrder.Instance).FirstOrDefault()
            : null;
}
