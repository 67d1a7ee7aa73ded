using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dentropy.Engine.Storage.Ceph;

namespace Dentropy.Engine.Tests.Storage.Ceph;

/// <summary>Answers of a cluster that is made up: hosts with OSDs, pools, and groups on them, in the shape of Ceph 16.</summary>
internal sealed class MapBuilder
{
    public const int None = 2147483647;

    private readonly JsonArray _osds = [];
    private readonly JsonArray _pools = [];
    private readonly JsonArray _groups = [];
    private readonly JsonArray _tree = [];
    private readonly JsonObject _profiles = [];
    private readonly Dictionary<CephQuestion, JsonNode> _more = [];
    private readonly Dictionary<CephQuestion, string> _faults = [];
    private int _bucket = -2;

    public MapBuilder Host(string name, params int[] osds)
    {
        _tree.Add(new JsonObject { ["id"] = _bucket--, ["name"] = name, ["type"] = "host", ["type_id"] = 1, ["children"] = new JsonArray([.. osds.Select(osd => (JsonNode)osd)]) });
        foreach (var osd in osds)
            Osd(osd);
        return this;
    }

    public MapBuilder Osd(int id, bool up = true)
    {
        if (_osds.FirstOrDefault(osd => (int)osd!["osd"]! == id) is { } there)
            there["up"] = up ? 1 : 0;
        else
            _osds.Add(new JsonObject { ["osd"] = id, ["up"] = up ? 1 : 0, ["in"] = 1, ["weight"] = 1.0 });
        return this;
    }

    public MapBuilder Down(params int[] osds)
    {
        foreach (var osd in osds)
            Osd(osd, up: false);
        return this;
    }

    public MapBuilder Pool(int id, string name, int size, int minSize, int rule = 0)
    {
        _pools.Add(new JsonObject { ["pool"] = id, ["pool_name"] = name, ["type"] = 1, ["size"] = size, ["min_size"] = minSize, ["crush_rule"] = rule, ["erasure_code_profile"] = "" });
        return this;
    }

    public MapBuilder Coded(int id, string name, int k, int m, int minSize, string plugin = "jerasure", string? lost = null)
    {
        _pools.Add(new JsonObject { ["pool"] = id, ["pool_name"] = name, ["type"] = 3, ["size"] = k + m, ["min_size"] = minSize, ["crush_rule"] = 1, ["erasure_code_profile"] = "profile" + id.ToString(CultureInfo.InvariantCulture) });
        var profile = new JsonObject { ["plugin"] = plugin, ["k"] = k.ToString(CultureInfo.InvariantCulture), ["m"] = m.ToString(CultureInfo.InvariantCulture) };
        if (lost is not null)
            profile["c"] = lost;
        _profiles["profile" + id.ToString(CultureInfo.InvariantCulture)] = profile;
        return this;
    }

    public MapBuilder Group(string id, string state, int[] acting, int[]? up = null, int[]? whole = null)
    {
        var group = new JsonObject
        {
            ["pgid"] = id,
            ["state"] = state,
            ["up"] = new JsonArray([.. (up ?? acting).Select(osd => (JsonNode)osd)]),
            ["acting"] = new JsonArray([.. acting.Select(osd => (JsonNode)osd)]),
        };
        if (whole is not null)
            group["avail_no_missing"] = new JsonArray([.. whole.Select(osd => (JsonNode)osd.ToString(CultureInfo.InvariantCulture))]);
        _groups.Add(group);
        return this;
    }

    public MapBuilder Monitors(int all, int agreeing) => Answer(CephQuestion.Monitors, $$"""
        {"epoch":3,"mons":[{{string.Join(',', Enumerable.Range(0, all).Select(rank => $$"""{"rank":{{rank}},"name":"{{(char)('a' + rank)}}"}"""))}}],"quorum":[{{string.Join(',', Enumerable.Range(0, agreeing))}}]}
        """);

    public MapBuilder Answer(CephQuestion question, string json)
    {
        _more[question] = JsonNode.Parse(json)!;
        return this;
    }

    public MapBuilder Without(CephQuestion question, string why)
    {
        _faults[question] = why;
        return this;
    }

    public CephAnswers Answers()
    {
        var all = new Dictionary<CephQuestion, JsonNode>(_more);
        all.TryAdd(CephQuestion.OsdDump, new JsonObject { ["osds"] = _osds.DeepClone(), ["pools"] = _pools.DeepClone(), ["erasure_code_profiles"] = _profiles.DeepClone(), ["full_ratio"] = 0.95 });
        all.TryAdd(CephQuestion.OsdTree, new JsonObject { ["nodes"] = _tree.DeepClone() });
        all.TryAdd(CephQuestion.Groups, new JsonObject { ["pg_ready"] = true, ["pg_stats"] = _groups.DeepClone() });
        var json = all.Where(answer => !_faults.ContainsKey(answer.Key)).ToDictionary(answer => answer.Key, answer => JsonSerializer.SerializeToElement(answer.Value));
        return new CephAnswers(json, _faults, "ceph1");
    }

    public CephMargins Work() => CephMarginWork.Of(Answers());
}
