using System.Globalization;
using System.Text.Json;

namespace Dentropy.Engine.Storage.Ceph.Margins;

/// <summary>
/// Reads the map out of a cluster's answers. Fields: <c>OSDMap::dump</c> (src/osd/OSDMap.cc), <c>PGMap::dump_pg_stats</c> and <c>pg_stat_t::dump_brief</c>
/// (src/mon/PGMap.cc, src/osd/osd_types.cc) of Ceph 16 to 20.
/// </summary>
/// <param name="answers">The answers.</param>
/// <param name="notes">Takes what could not be had.</param>
internal sealed class ClusterMapReader(CephAnswers answers, List<string> notes)
{
    // CRUSH_ITEM_NONE: the place of a chunk that no OSD has.
    private const int None = int.MaxValue;

    /// <summary>Reads it; null where the pools are not known.</summary>
    public ClusterMap? Read()
    {
        if (answers.Of(CephQuestion.OsdDump) is not { } dump)
        {
            notes.Add(Missing(CephQuestion.OsdDump, "Pools and OSDs are not known, so how many more may fail cannot be worked out"));
            return null;
        }

        var profiles = dump.Field("erasure_code_profiles");
        var pools = dump.Items("pools").Select(pool => ReadPool(pool, profiles)).OfType<MapPool>().ToDictionary(pool => pool.Id);
        var osds = new Dictionary<int, bool>();
        foreach (var osd in dump.Items("osds"))
        {
            if (osd.Number("osd") is { } id)
                osds[id] = osd.Number("up") == 1;
        }

        var hosts = HostsIn(answers);
        if (hosts is null)
            notes.Add(Missing(CephQuestion.OsdTree, "Hosts are not known, so all OSDs are taken to be on one"));
        var unknown = false;
        var groups = answers.Of(CephQuestion.Groups) is { } said ? ReadGroups(said, pools, osds, ref unknown) : null;
        return new ClusterMap(pools, osds, hosts, groups, unknown);
    }

    /// <summary>A sentence about an answer that is missing.</summary>
    public string Missing(CephQuestion question, string what) => answers.Faults.TryGetValue(question, out var why) ? $"{what}: {why.TrimEnd('.')}." : what + ".";

    private MapPool? ReadPool(JsonElement pool, JsonElement? profiles)
    {
        if ((pool.Number("pool") ?? pool.Number("pool_id")) is not { } id || pool.Number("size") is not { } size || pool.Number("min_size") is not { } minimum)
            return null;
        var name = pool.Text("pool_name") ?? id.ToString(CultureInfo.InvariantCulture);
        // pg_pool_t::TYPE_ERASURE is 3; the dashboard writes the word.
        var erasure = pool.Number("type") == 3 || pool.Text("type") == "erasure";
        if (pool.Number("peering_crush_bucket_count") is > 0)
            notes.Add($"Pool {name} is stretched over sites: its groups also need copies at each site that counts, which is not looked at here, so less may be survived than is said.");
        return new MapPool(id, name, size, Math.Max(1, minimum), erasure ? ReadNeeded(pool, name, size, minimum, profiles) : 1, erasure, pool.Number("crush_rule"));
    }

    // The codes of jerasure, isa and clay give all data back from any k chunks. Those of shec are only sure to bear c losses, and those of lrc m (doc/rados/operations/erasure-code-{shec,lrc}.rst).
    private int ReadNeeded(JsonElement pool, string name, int size, int minimum, JsonElement? profiles)
    {
        var profile = pool.Text("erasure_code_profile") is { } word ? profiles?.Field(word) : null;
        var sure = profile?.Text("plugin") switch
        {
            "shec" => profile?.Number("c"),
            "lrc" => profile?.Number("m"),
            _ => null,
        };
        if (sure is { } losses && losses < size)
        {
            notes.Add($"Pool {name} is coded with {profile?.Text("plugin")}, which may bear more losses than the {losses} that are counted on, depending on which chunks are lost.");
            return size - losses;
        }

        if (profile?.Number("k") is { } data and > 0 && data <= size)
            return data;

        notes.Add($"The erasure code profile of pool {name} could not be read; as many chunks as it needs for requests ({minimum}) are taken to be needed to keep its data.");
        return minimum;
    }

    /// <summary>The host bucket of each OSD that is in one; null where there are none, or they could not be had.</summary>
    public static IReadOnlyDictionary<int, string>? HostsIn(CephAnswers answers)
    {
        var tree = answers.Of(CephQuestion.OsdTree) is { } said ? HostsOf(said.Items("nodes"), "type", node => node.Items("children").Select(child => child.Number())) : null;
        return tree ?? (answers.Of(CephQuestion.Crush) is { } crush ? HostsOf(crush.Items("buckets"), "type_name", bucket => bucket.Items("items").Select(item => item.Number("id"))) : null);
    }

    // Buckets of device classes ("host~ssd") are copies of the real ones, in the CRUSH map only.
    private static Dictionary<int, string>? HostsOf(IEnumerable<JsonElement> buckets, string type, Func<JsonElement, IEnumerable<int?>> children)
    {
        var hosts = new Dictionary<int, string>();
        foreach (var bucket in buckets)
        {
            if (bucket.Text(type) != "host" || bucket.Text("name") is not { } name || name.Contains('~', StringComparison.Ordinal))
                continue;
            foreach (var child in children(bucket))
            {
                if (child is >= 0)
                    hosts.TryAdd(child.Value, name);
            }
        }

        return hosts.Count > 0 ? hosts : null;
    }

    private List<MapGroup> ReadGroups(JsonElement said, IReadOnlyDictionary<int, MapPool> pools, IReadOnlyDictionary<int, bool> osds, ref bool unknown)
    {
        var groups = new List<MapGroup>();
        var (homeless, unsure, moving) = (0, 0, 0);
        foreach (var one in Listed(said))
        {
            if (one.Text("pgid") is not { } id)
                continue;
            var state = one.Text("state") ?? "unknown";
            unknown |= MapGroup.HasState(state, "unknown");
            if (!int.TryParse(id.AsSpan(0, Math.Max(0, id.IndexOf('.', StringComparison.Ordinal))), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !pools.TryGetValue(number, out var pool))
            {
                homeless++;
                continue;
            }

            var group = ReadGroup(one, id, pool, state, osds);
            unsure += group.IsCertain ? 0 : 1;
            moving += MapGroup.HasState(state, "remapped") || MapGroup.HasState(state, "backfilling") ? 1 : 0;
            groups.Add(group);
        }

        if (homeless > 0)
            notes.Add($"{Many(homeless)} of pools that are being made or removed, and not counted.");
        if (unsure > 0)
            notes.Add($"{Many(unsure)} being recovered, and it is not known which copies are whole; as few are counted on as requests need (min_size), less those that are missing.");
        if (moving > 0)
            notes.Add($"{Many(moving)} on the move; only the copies that serve now (acting) are counted, not those that are being made (up).");
        return groups;
    }

    private static string Many(int groups) => groups == 1 ? "1 placement group is" : $"{groups} placement groups are";

    private static IEnumerable<JsonElement> Listed(JsonElement said) =>
        said.ValueKind == JsonValueKind.Array ? said.EnumerateArray()
        : said.Field("pg_stats") is { } stats ? ((JsonElement?)stats).Items()
        : said.Field("pg_map") is { } map ? map.Items("pg_stats") : [];

    private static MapGroup ReadGroup(JsonElement one, string id, MapPool pool, string state, IReadOnlyDictionary<int, bool> osds)
    {
        var acting = Running(one.Items("acting").Select(item => item.Number()), osds);
        if (!MapGroup.HasState(state, "degraded"))
            return new MapGroup(id, pool, state, acting, acting.Count, acting.Count);
        // Only the full dump has it: {"osd": 1, "shard": 0}, or "1" and "1(0)" (pg_shard_t).
        if (one.Field("avail_no_missing") is { ValueKind: JsonValueKind.Array } whole && whole.GetArrayLength() > 0)
        {
            var copies = Running(((JsonElement?)whole).Items().Select(Shard), osds);
            return new MapGroup(id, pool, state, copies, copies.Count, acting.Count);
        }

        // Copies that are away are no reason to doubt those that are there, unless objects are being put back into them.
        var recovers = MapGroup.HasState(state, "recovering") || MapGroup.HasState(state, "recovery_wait") || MapGroup.HasState(state, "recovery_toofull") || !MapGroup.HasState(state, "undersized");
        var sure = recovers ? Math.Max(pool.Needed, pool.MinSize - Math.Max(0, pool.Size - acting.Count)) : acting.Count;
        return new MapGroup(id, pool, state, acting, Math.Min(acting.Count, sure), acting.Count);
    }

    private static int? Shard(JsonElement item) => item.ValueKind switch
    {
        JsonValueKind.Object => item.Number("osd"),
        JsonValueKind.String => int.TryParse(item.GetString().AsSpan().TrimEnd(')').ToString().Split('(')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var osd) ? osd : null,
        _ => item.Number(),
    };

    private static List<int> Running(IEnumerable<int?> acting, IReadOnlyDictionary<int, bool> osds) =>
        [.. acting.OfType<int>().Where(osd => osd is >= 0 and < None && osds.GetValueOrDefault(osd)).Distinct().Order()];
}
