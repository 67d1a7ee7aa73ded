using Dentropy.Engine.Resilience;
using Dentropy.Engine.Resilience.Facts;
using Dentropy.Engine.Tests.Inventory;
using Dentropy.Resilience;
using Xunit;

namespace Dentropy.Engine.Tests.Resilience.Model;

// What services: and what was seen become.
public sealed class ServiceTests : IDisposable
{
    private readonly ModelCloud _cloud = new();

    public ServiceTests() => _cloud.Nodes(["w1", "w2", "w3", "w4"], "roles: [worker]\n").Nodes(["c1", "c2", "c3", "c4"], "roles: [ceph]\n").Nodes(["gw"], "address: 10.0.0.1\n");

    public void Dispose() => _cloud.Dispose();

    [Fact]
    public async Task Replicas_quorums_and_needs_are_what_is_written()
    {
        _cloud.File("""
            services:
              web: {nodes: "@worker", need: 2, needs: [LB, etcd]}
              lb: {nodes: [w1, "w[1-2]"]}
              etcd: {nodes: "@worker", quorum: true}
            """);
        var model = await _cloud.ReadAsync();
        var web = ModelCloud.Service(model, "web");
        Assert.Equal(["lb", "etcd", "users at home"], web.Needs);
        Assert.Equal((2, 4, "replicas"), (web.Quorums[0].Need, web.Quorums[0].Of.Count, web.Quorums[0].What));
        Assert.Equal((1, 2), (ModelCloud.Service(model, "lb").Quorums[0].Need, ModelCloud.Service(model, "lb").Quorums[0].Of.Count));
        Assert.Equal(3, ModelCloud.Service(model, "etcd").Quorums[0].Need);
        Assert.All(model.Services.SkipLast(1), service => Assert.False(service.IsAuxiliary || service.IsPublic || service.IsAtRest));
        Assert.Equal("etcd lb web", ModelCloud.Lost(model, "w1", "W2"));
        Assert.Equal("etcd web", ModelCloud.Lost(model, "node:w3", "node:w4"));
    }

    [Theory]
    [InlineData("services:\n  web:\n    nodes: \"@worker\"\n    need: 5\n", 4, "ServiceNeedTooHigh", "web needs 5 of its nodes, and there are only 4")]
    [InlineData("services:\n  web: {nodes: [w1, w1], need: 2}\n", 2, "ServiceNeedTooHigh", "web needs 2 nodes, and there is only 1")]
    [InlineData("services:\n  pool:rbd: {size: 5, nodes: \"@ceph\"}\n", 2, "ServiceNeedTooHigh", "pool:rbd needs 5 hosts for its copies, and there are only 4")]
    [InlineData("services:\n  web:\n    nodes: w1\n    needs: [lbb]\n  lb: {nodes: w2}\n", 4, "ServiceNotFound", "no service 'lbb'; did you mean lb?")]
    [InlineData("services:\n  a: {needs: b}\n  b: {needs: [c]}\n  c: {needs: b}\n", 3, "ResilienceCycle", "b needs c needs b.")]
    [InlineData("services:\n  a: {nodes: w1, needs: a}\n", 2, "ResilienceCycle", "a needs a.")]
    [InlineData("services:\n  web: {nodes: w9}\n", 2, "NodeNotFound", "no node 'w9'; did you mean w1 or w2 or w3?")]
    [InlineData("services:\n  web: {nodes: [w1,\n   \"@db\"]}\n", 3, "NoNodeMatches", "no node is '@db'")]
    [InlineData("services:\n  web: {nodes: w1, need: 1, quorum: true}\n", 2, "CloudFileInvalid", "given beside need")]
    [InlineData("services:\n  web: {nodes: w1, need: 0}\n", 2, "CloudFileInvalid", "no whole number of at least 1")]
    [InlineData("services:\n  web: {nodes: w1, need: many}\n", 2, "CloudFileInvalid", "no whole number of at least 1")]
    [InlineData("services:\n  web: {need: 2}\n", 2, "CloudFileInvalid", "not of what")]
    [InlineData("services:\n  web: {public: false}\n", 2, "CloudFileInvalid", "nothing could take it down")]
    [InlineData("services:\n  web: w1\n", 2, "CloudFileInvalid", "keys with values belong here")]
    [InlineData("services:\n  web: {nodes: w1, replicas: 3}\n", 2, "CloudFileInvalid", "has no key 'replicas'")]
    [InlineData("services:\n  web: {nodes: w1}\n  Web: {nodes: w1}\n", 3, "CloudFileInvalid", "twice, in different letter case")]
    [InlineData("services:\n  data:x: {nodes: w1}\n", 2, "CloudFileInvalid", "cannot be the name of a service")]
    [InlineData("services:\n  web: {nodes: w1, needs: pool:rbd}\n", 2, "CloudFileInvalid", "describe the pool below services:, e.g. 'pool:rbd:")]
    [InlineData("services:\n  web: {nodes: w1, needs: name:a.example.org}\n", 2, "CloudFileInvalid", "no place below dns: has its zone")]
    [InlineData("services:\n  web: {nodes: w1, needs: name:-}\n", 2, "CloudFileInvalid", "'-' is no name")]
    [InlineData("services:\n  pool:rbd: {nodes: c1}\n", 2, "CloudFileInvalid", "has no size")]
    [InlineData("services:\n  pool:rbd: {size: 3}\n", 2, "CloudFileInvalid", "has no nodes")]
    [InlineData("services:\n  pool:rbd: {size: 3, minSize: 4, nodes: \"@ceph\"}\n", 2, "CloudFileInvalid", "more than size")]
    [InlineData("services:\n  pool:rbd: {size: 4, minSize: 2, dataChunks: 3, nodes: \"@ceph\"}\n", 2, "CloudFileInvalid", "more than minSize")]
    [InlineData("topology:\n  switches: {sw1: {}}\nservices:\n  web: {nodes: w1, public: true}\n", 4, "CloudFileInvalid", "no way to the internet is described")]
    [InlineData("dns: {p: {type: cloudflare}}\ntopology:\n  switches: {sw1: {}}\nservices:\n  web:\n    needs: [name:a.example.org]\n", 6, "CloudFileInvalid", "cloudflare is on the internet")]
    public async Task What_is_wrong_is_told_with_its_line(string yaml, int line, string errorId, string said)
    {
        _cloud.File(yaml);
        var error = await _cloud.FailsAsync(errorId);
        Assert.StartsWith($"cloud.yaml line {line}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("services:\n")]
    [InlineData("services: {}\n")]
    [InlineData("topology: {switches: {sw1: {}}}\n")]
    public async Task A_cloud_without_services_says_how_they_are_described(string yaml)
    {
        _cloud.File(yaml);
        Assert.Contains("web: { nodes: \"@worker\", need: 2 }", (await _cloud.FailsAsync("NoServices")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_cloud_yaml_says_so_too()
    {
        using var empty = new ModelCloud();
        await empty.FailsAsync("NoServices");
    }

    [Fact]
    public async Task A_pool_is_two_services_and_counts_for_the_worst_choice_of_hosts()
    {
        _cloud.File("services:\n  ceph-mon: {nodes: [c1, c2, c3], quorum: true}\n  pool:rbd: {size: 3, minSize: 2, nodes: \"@ceph\"}\n  web: {nodes: \"@worker\", needs: [pool:rbd, data:rbd]}\n");
        var model = await _cloud.ReadAsync();
        Assert.Equal("node:c1", ModelCloud.Part(model, "osd:c1-1").At?.ToString());
        Assert.Equal(["ceph-mon", "users at home"], ModelCloud.Service(model, "pool:rbd").Needs);
        Assert.Equal("monitors", ModelCloud.Service(model, "ceph-mon").Quorums[0].What);
        Assert.True(ModelCloud.Service(model, "data:rbd").IsAtRest);
        Assert.Contains("pool:rbd is described and was not looked at: its copies are taken to lie on any 3 of c[1-4]", model.Notes[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(model.Notes[^1], model.Warnings);

        Assert.Equal("", ModelCloud.Lost(model, "osd:c1-1"));
        Assert.Equal("pool:rbd web", ModelCloud.Lost(model, "osd:c1-1", "osd:c4-1"));
        Assert.Equal("data:rbd pool:rbd web", ModelCloud.Lost(model, "osd:c1-1", "osd:c2-1", "node:c4"));
        Assert.Equal("ceph-mon pool:rbd web", ModelCloud.Lost(model, "node:c1", "node:c2"));
    }

    [Fact]
    public async Task Two_disks_of_one_host_are_one_loss_and_those_of_two_hosts_are_two()
    {
        _cloud.File("services:\n  ceph-mon: {nodes: w1}\n  pool:a: {size: 3, nodes: \"@ceph\", osdsPerNode: 2}\n  pool:b: {size: 2, minSize: 1, nodes: [c1, c2], osdsPerNode: 1}\n");
        var model = await _cloud.ReadAsync();
        Assert.Equal(8, model.Parts.Count(part => part.Part.Kind == DcPartKind.Osd && !part.NeverFails));
        Assert.Equal("", ModelCloud.Lost(model, "osd:c1-1", "osd:c1-2"));
        Assert.Equal("pool:a", ModelCloud.Lost(model, "osd:c1-1", "osd:c2-2"));
        Assert.Equal("data:a pool:a", ModelCloud.Lost(model, "osd:c1-2", "osd:c2-2", "osd:c3-2"));
        Assert.Equal("data:b pool:a pool:b", ModelCloud.Lost(model, "osd:c1-1", "osd:c2-1"));
        Assert.DoesNotContain(new ResilienceEngine(model).TestAll(new ResilienceQuery(), ModelCloud.Stop), one => one.Lost[0].Name.Contains("all", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_erasure_coded_pool_keeps_its_data_as_long_as_enough_chunks_are_there()
    {
        _cloud.File("services:\n  ceph-mon: {nodes: w1}\n  pool:ec: {size: 4, dataChunks: 2, nodes: \"@ceph\"}\n");
        var model = await _cloud.ReadAsync();
        Assert.Equal("", ModelCloud.Lost(model, "osd:c1-1"));
        Assert.Equal("pool:ec", ModelCloud.Lost(model, "osd:c1-1", "osd:c2-1"));
        Assert.Equal("data:ec pool:ec", ModelCloud.Lost(model, "osd:c1-1", "osd:c2-1", "osd:c3-1"));
    }

    [Fact]
    public async Task Monitors_that_nothing_is_said_of_are_a_warning()
    {
        _cloud.File("services:\n  pool:rbd: {size: 3, nodes: \"@ceph\"}\n");
        Assert.Contains((await _cloud.ReadAsync()).Warnings, one => one.StartsWith("pool:rbd: nothing is said of Ceph's monitors", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_is_answered_at_home_by_nodes_and_outside_by_a_provider()
    {
        _cloud.File("""
            dns:
              world: {type: cloudflare, token: env:X, zones: [example.org]}
              lan: {type: dnsmasq, node: gw, zones: [example.org]}
              hole: {type: pihole, url: "http://10.0.0.1/admin", password: env:X}
            topology:
              uplinks: {fibre: {}}
            services:
              home: {nodes: w1, needs: "name:a.example.org"}
              world: {nodes: w1, needs: ["name:a.example.org", home], public: true}
              other: {nodes: w2, needs: name:nas.lan}
            """);
        var model = await _cloud.ReadAsync();
        Assert.Equal("node:gw", Assert.Single(ModelCloud.Service(model, "name:a.example.org/inside").Quorums[0].Of).ToString());
        Assert.Equal("provider:cloudflare", Assert.Single(ModelCloud.Service(model, "name:a.example.org").Quorums[0].Of).ToString());
        Assert.Equal("node:gw", Assert.Single(ModelCloud.Service(model, "name:nas.lan/inside").Quorums[0].Of).ToString());
        Assert.All(model.Services.Where(service => service.Name.StartsWith("name:", StringComparison.Ordinal)), service => Assert.True(service.IsAuxiliary));
        Assert.Contains(model.Notes, note => note.StartsWith("nas.lan is taken to be answered by hole", StringComparison.Ordinal));
        Assert.Equal("world", ModelCloud.Lost(model, "provider:cloudflare"));
        Assert.Equal("world", ModelCloud.Lost(model, "uplink:fibre"));
        Assert.Equal("home other world", ModelCloud.Lost(model, "node:gw"));
    }

    [Fact]
    public async Task What_answers_for_a_name_can_be_described()
    {
        _cloud.File("services:\n  web: {nodes: w1, needs: name:nas.lan}\n  name:nas.lan: {nodes: [gw, w4]}\n");
        var model = await _cloud.ReadAsync();
        Assert.Equal(2, ModelCloud.Service(model, "name:nas.lan").Quorums[0].Of.Count);
    }

    [Fact]
    public async Task A_place_whose_server_is_no_node_does_not_count()
    {
        _cloud.File("dns:\n  hole: {type: pihole, url: \"http://10.9.9.9\", password: env:X}\n  file: {type: file, path: x, zones: [lan], resolvers: \"10.0.0.1:53\"}\nservices:\n  a: {nodes: w1, needs: name:nas.lan}\n  b: {nodes: w1, needs: name:other.example.org}\n");
        Assert.StartsWith("cloud.yaml line 6: nothing is known of what answers for other.example.org: of hole no node is the server", (await _cloud.FailsAsync("CloudFileInvalid")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_that_nobody_looked_for_is_left_out_with_what_needs_it()
    {
        _cloud.File("services:\n  blog: {app: blog}\n  site: {nodes: w1, needs: blog}\n  top: {needs: site}\n  web: {nodes: w1}\n");
        var model = await _cloud.ReadAsync();
        Assert.Equal(["users at home", "web"], model.Services.Select(service => service.Name).Order(StringComparer.Ordinal));
        Assert.Contains(model.Warnings, one => one.StartsWith("blog is left out: where the app blog runs is not written down, and nobody looked", StringComparison.Ordinal));
        Assert.Contains("site is left out: it needs blog, which is left out.", model.Warnings);
        Assert.Contains("top is left out: it needs site, which is left out.", model.Warnings);
    }

    [Fact]
    public async Task An_app_runs_where_it_was_seen()
    {
        _cloud.File("services:\n  blog: {app: blog, need: 2}\n  wiki: {app: wiki, nodes: [w1, w2]}\n  mail: {app: mail, nodes: w1}\n  gone: {app: gone}\n");
        var model = await _cloud.ReadAsync(new ResilienceFacts
        {
            Apps = new Dictionary<string, IReadOnlyList<string>> { ["blog"] = ["w3", "w4"], ["wiki"] = ["w2"], ["gone"] = [] },
            DownNodes = ["w4", "stranger"],
            Notes = ["w1 could not be asked."],
        });
        Assert.Equal(["node:w3", "node:w4"], ModelCloud.Service(model, "blog").Quorums[0].Of.Select(part => part.ToString()));
        Assert.Equal(["node:w2"], ModelCloud.Service(model, "wiki").Quorums[0].Of.Select(part => part.ToString()));
        Assert.Equal(["node:w1"], ModelCloud.Service(model, "mail").Quorums[0].Of.Select(part => part.ToString()));
        Assert.DoesNotContain(model.Services, service => service.Name == "gone");
        Assert.Contains("wiki runs on w2, and cloud.yaml says w[1-2]: what was seen counts.", model.Warnings);
        Assert.Contains("gone is left out: the app gone runs on no node that could be asked.", model.Warnings);
        Assert.Contains("w1 could not be asked.", model.Warnings);
        Assert.Equal(["node:w4"], model.Down.Select(part => part.ToString()));
        Assert.Equal("blog", ModelCloud.Lost(model));
    }

    [Fact]
    public async Task Storage_that_was_seen_counts_and_not_what_is_described()
    {
        _cloud.File("services:\n  pool:rbd: {size: 3, nodes: \"@ceph\"}\n  pool:old: {size: 3, nodes: \"@ceph\"}\n  ceph-mon: {nodes: w1}\n  web: {nodes: w1, needs: [pool:rbd, pool:fs]}\n");
        var model = await _cloud.ReadAsync(new ResilienceFacts
        {
            Storage =
            [
                new StorageFacts("home")
                {
                    Osds = [new OsdFact(0, "c1", true), new OsdFact(1, "c1", true), new OsdFact(2, "c2", true), new OsdFact(3, "c3", true), new OsdFact(4, "far", false)],
                    Pools =
                    [
                        new PoolFact("rbd", 3, 2, 1, [new GroupFact("1.0", [0, 2, 3])]),
                        new PoolFact("fs", 2, 1, 1, [new GroupFact("2.0", [1, 4]), new GroupFact("2.1", [1, 2])]),
                    ],
                    Monitors = [new MonitorFact("c1", null, true), new MonitorFact("x", "10.0.0.1", true), new MonitorFact("c3", null, true)],
                },
            ],
        });
        Assert.Equal("node:c1 node:gw node:c3", string.Join(' ', ModelCloud.Service(model, "ceph-mon").Quorums[0].Of));
        Assert.Equal("copies of group 2.1", ModelCloud.Service(model, "pool:fs").Quorums[1].What);
        Assert.Contains(model.Warnings, one => one.StartsWith("Ceph is also on far, which no node", StringComparison.Ordinal));
        Assert.Equal(["osd:4"], model.Down.Select(part => part.ToString()));
        Assert.Equal("", ModelCloud.Lost(model, "osd:0"));
        Assert.Equal("pool:rbd web", ModelCloud.Lost(model, "osd:0", "osd:2"));
        Assert.Equal("data:fs pool:fs web", ModelCloud.Lost(model, "osd:1"));
        Assert.Equal("ceph-mon pool:fs pool:old pool:rbd web", ModelCloud.Lost(model, "node:gw", "node:c3"));
    }

    [Fact]
    public async Task Copies_and_monitors_that_are_missing_now_are_missed()
    {
        _cloud.File("services:\n  web: {nodes: w1, needs: pool:rbd}\n");
        var model = await _cloud.ReadAsync(new ResilienceFacts
        {
            Storage =
            [
                new StorageFacts("home")
                {
                    Osds = [new OsdFact(0, "c1", true), new OsdFact(1, "c2", true), new OsdFact(2, "c3", false)],
                    Pools = [new PoolFact("rbd", 3, 2, 1, [new GroupFact("1.0", [0])]), new PoolFact("fs", 3, 2, 1, [new GroupFact("2.0", [0, 1])]), new PoolFact("odd", 3, 2, 1, [])],
                    Monitors = [new MonitorFact("c1", null, true), new MonitorFact("c2", null, true), new MonitorFact("c3", null, false)],
                },
            ],
        });
        Assert.Equal("pool:rbd web", ModelCloud.Lost(model));
        Assert.Equal("ceph-mon data:rbd pool:fs pool:rbd web", ModelCloud.Lost(model, "node:c1"));
        Assert.Equal("ceph-mon pool:fs pool:rbd web", ModelCloud.Lost(model, "node:c2"));
        Assert.Contains("Where the copies of pool odd lie could not be seen.", model.Warnings);
        Assert.DoesNotContain(model.Services, service => service.Name == "pool:odd");
    }

    [Fact]
    public async Task Names_of_two_clusters_begin_with_the_cluster()
    {
        _cloud.File("services:\n  web: {nodes: w1, needs: pool:b/rbd}\n");
        StorageFacts Cluster(string name) => new(name) { Osds = [new OsdFact(0, "c1", true)], Pools = [new PoolFact("rbd", 1, 1, 1, [new GroupFact("1.0", [0])])] };
        var model = await _cloud.ReadAsync(new ResilienceFacts { Storage = [Cluster("a"), Cluster("b")] });
        Assert.Equal("pool:b/rbd web", ModelCloud.Lost(model, "osd:b/0").Replace("data:b/rbd ", "", StringComparison.Ordinal));
    }
}
