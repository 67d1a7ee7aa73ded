using System.Text.Json;
using Dentropy.Engine.Storage.Ceph.Margins;
using Dentropy.Storage;

namespace Dentropy.Engine.Storage.Ceph.Reading;

/// <summary>Reads pools from <c>osd dump</c>, <c>df detail</c> and <c>osd crush dump</c> (<c>pg_pool_t::dump</c>, <c>PGMapDigest::dump_object_stat_sum</c>, <c>CrushWrapper::dump_rule</c>).</summary>
internal static class PoolReader
{
    private const int ErasureCoded = 3;

    /// <summary>What is needed.</summary>
    public static IReadOnlyList<CephQuestion> Questions { get; } = [CephQuestion.OsdDump, CephQuestion.OsdTree, CephQuestion.Crush, CephQuestion.Groups, CephQuestion.Use];

    /// <summary>Reads them, by their name.</summary>
    /// <param name="answers">The answers.</param>
    /// <param name="place">Whose they are.</param>
    /// <param name="margins">How much more may fail, by the pool's number.</param>
    public static IReadOnlyList<DcCephPool> Read(CephAnswers answers, CephPlace place, IReadOnlyDictionary<int, DcCephMargin> margins)
    {
        var uses = (answers.Of(CephQuestion.Use)?.Items("pools") ?? []).Where(pool => pool.Number("id") is not null).ToLookup(pool => pool.Number("id")!.Value);
        var rules = (answers.Of(CephQuestion.Crush)?.Items("rules") ?? []).Where(rule => rule.Number("rule_id") is not null).ToLookup(rule => rule.Number("rule_id")!.Value);
        var pools = new List<DcCephPool>();
        foreach (var pool in answers.Of(CephQuestion.OsdDump)?.Items("pools") ?? [])
        {
            if ((pool.Number("pool") ?? pool.Number("pool_id")) is not { } id)
                continue;
            var use = uses[id].FirstOrDefault() is { ValueKind: JsonValueKind.Object } found ? found.Field("stats") ?? default : default;
            var rule = pool.Number("crush_rule") is { } number ? rules[number].FirstOrDefault() : default;
            pools.Add(new DcCephPool
            {
                Name = pool.Text("pool_name") ?? pool.Text("name") ?? $"{id}",
                Id = id,
                IsErasureCoded = pool.Number("type") == ErasureCoded || pool.Text("type") == "erasure",
                Size = pool.Number("size") ?? 0,
                MinSize = pool.Number("min_size") ?? 0,
                Groups = pool.Number("pg_num") ?? 0,
                Rule = rule.Text("rule_name") ?? pool.Text("crush_rule"),
                FailureDomain = Domain(rule),
                Applications = Applications(pool),
                Objects = use.Long("objects"),
                Stored = use.Long("stored"),
                Used = use.Long("bytes_used"),
                Available = use.Long("max_avail"),
                UsedPercent = use.Percent("percent_used"),
                Margin = margins.GetValueOrDefault(id),
                Cluster = place.Cluster,
                Cloud = place.Cloud,
            });
        }

        return [.. pools.OrderBy(pool => pool.Name, StringComparer.Ordinal)];
    }

    // The last thing but OSDs that a step chooses; a rule that chooses OSDs alone spreads over those.
    private static string? Domain(JsonElement rule)
    {
        var chosen = rule.Items("steps").Where(step => step.Text("op")?.StartsWith("choose", StringComparison.Ordinal) == true).Select(step => step.Text("type")).OfType<string>().ToList();
        return chosen.LastOrDefault(type => type != "osd") ?? chosen.LastOrDefault();
    }

    // The dashboard gives a list of names, the command a map.
    private static List<string> Applications(JsonElement pool) => pool.Field("application_metadata") switch
    {
        { ValueKind: JsonValueKind.Object } map => [.. map.EnumerateObject().Select(entry => entry.Name)],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(name => name.GetString()).OfType<string>()],
        _ => [],
    };
}
