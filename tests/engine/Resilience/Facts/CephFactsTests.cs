using System.Text.Json;
using Dentropy.Engine.Resilience.Facts;
using Dentropy.Engine.Storage.Ceph;
using Xunit;

namespace Dentropy.Engine.Tests.Resilience.Facts;

// What of a cluster's answers goes into the model. Answers as Ceph 16 gives them, with the fields that are read.
public sealed class CephFactsTests
{
    private const string Dump = """
        {"pools": [
          {"pool": 1, "pool_name": "device_health_metrics", "size": 3, "min_size": 2, "type": 1, "crush_rule": 0},
          {"pool": 2, "pool_name": "rbd", "size": 3, "min_size": 2, "type": 1, "crush_rule": 0},
          {"pool": 3, "pool_name": "ec", "size": 3, "min_size": 3, "type": 3, "crush_rule": 1, "erasure_code_profile": "two"}],
         "erasure_code_profiles": {"two": {"k": "2", "m": "1", "plugin": "jerasure"}},
         "osds": [{"osd": 0, "up": 1}, {"osd": 1, "up": 1}, {"osd": 2, "up": 1}, {"osd": 3, "up": 0}]}
        """;

    private const string Tree = """
        {"nodes": [{"id": -2, "name": "c1", "type": "host", "children": [0, 1]}, {"id": -3, "name": "c2", "type": "host", "children": [2, 3]}]}
        """;

    private const string Groups = """
        {"pg_stats": [
          {"pgid": "1.0", "state": "active+clean", "acting": [0, 1, 2]},
          {"pgid": "2.0", "state": "active+clean", "acting": [0, 1, 2]},
          {"pgid": "2.1", "state": "active+clean", "acting": [2, 1, 0]},
          {"pgid": "2.2", "state": "active+undersized+degraded", "acting": [1, 2]},
          {"pgid": "3.0", "state": "active+clean", "acting": [0, 2, 1]}]}
        """;

    private const string Monitors = """
        {"mons": [{"rank": 0, "name": "c1", "public_addr": "10.0.0.1:6789/0"}, {"rank": 1, "name": "c2", "public_addr": "[fd00::2]:6789/0"}, {"rank": 2, "name": "x", "addr": "10.0.0.3:6789/0"}],
         "quorum": [0, 1]}
        """;

    [Fact]
    public void Pools_groups_hosts_and_monitors_are_read()
    {
        var facts = CephFacts.Read("home", Answers((CephQuestion.OsdDump, Dump), (CephQuestion.OsdTree, Tree), (CephQuestion.Groups, Groups), (CephQuestion.Monitors, Monitors)));
        var storage = Assert.Single(facts.Storage);
        Assert.Equal("0 c1 True, 1 c1 True, 2 c2 True, 3 c2 False", string.Join(", ", storage.Osds.Select(osd => $"{osd.Id} {osd.Host} {osd.IsUp}")));
        Assert.Equal(["rbd 3 2 1", "ec 3 3 2"], storage.Pools.Select(pool => $"{pool.Name} {pool.Size} {pool.MinSize} {pool.Keep}"));

        // Two groups on the same OSDs are one.
        Assert.Equal("2.0: 0 1 2, 2.2: 1 2", string.Join(", ", storage.Pools[0].Groups.Select(group => $"{group.Name}: {string.Join(' ', group.Osds)}")));
        Assert.Equal("c1 10.0.0.1 True, c2 fd00::2 True, x 10.0.0.3 False", string.Join(", ", storage.Monitors.Select(one => $"{one.Name} {one.Address} {one.InQuorum}")));
        Assert.Empty(facts.Notes);
    }

    [Fact]
    public void Without_the_map_of_groups_the_pools_are_not_known_and_that_is_said()
    {
        var facts = CephFacts.Read("home", Answers((CephQuestion.OsdDump, Dump), (CephQuestion.OsdTree, Tree)));
        Assert.Empty(Assert.Single(facts.Storage).Pools);
        Assert.Contains(facts.Notes, note => note.StartsWith("Where the copies of Ceph cluster home lie could not be had", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_the_map_of_osds_nothing_is_known_and_that_is_said()
    {
        var facts = CephFacts.Read("home", new CephAnswers(new Dictionary<CephQuestion, JsonElement>(), new Dictionary<CephQuestion, string> { [CephQuestion.OsdDump] = "no answer" }, "c1"));
        Assert.Empty(facts.Storage);
        Assert.Contains("no answer", Assert.Single(facts.Notes), StringComparison.Ordinal);
    }

    private static CephAnswers Answers(params (CephQuestion Question, string Json)[] answers) =>
        new(answers.ToDictionary(one => one.Question, one => JsonDocument.Parse(one.Json).RootElement), new Dictionary<CephQuestion, string>(), "c1");
}
