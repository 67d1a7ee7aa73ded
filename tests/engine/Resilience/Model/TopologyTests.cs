using Dentropy.Engine.Resilience;
using Dentropy.Engine.Tests.Inventory;
using Dentropy.Resilience;
using Xunit;

namespace Dentropy.Engine.Tests.Resilience.Model;

// What the inventory's fields and topology: become.
public sealed class TopologyTests : IDisposable
{
    private const string Two = "services: {web: {nodes: [a, b]}}\n";

    private readonly ModelCloud _cloud = new();

    public void Dispose() => _cloud.Dispose();

    [Fact]
    public async Task Switches_links_power_and_sites_are_what_is_written()
    {
        _cloud.Nodes(["a"], "switch: SW1\npower: ups\nsite: home\n").Nodes(["b"], "switch: sw2\n").File("""
            topology:
              switches:
                sw1: {power: [ups, mains], links: sw2, site: home}
                sw2: {links: [sw1, sw3]}
                sw3: {links: [sw1], power: switch:sw1}
              power:
                ups: {from: mains}
                mains:
            services: {web: {nodes: [a, b]}}
            """);
        var model = await _cloud.ReadAsync();
        Assert.Equal(
            "link:sw1-sw2 link:sw1-sw3 link:sw2-sw3 node:a node:b power:mains power:ups site:home switch:sw1 switch:sw2 switch:sw3",
            string.Join(' ', model.Parts.Select(part => part.Part.ToString()).Order(StringComparer.Ordinal)));
        Assert.Equal("power:ups or power:mains; site:home", ModelCloud.Needs(model, "switch:sw1"));
        Assert.Equal("switch:sw1", ModelCloud.Needs(model, "switch:sw3"));
        Assert.Equal("power:mains", ModelCloud.Needs(model, "power:ups"));
        Assert.Equal("power:ups; site:home", ModelCloud.Needs(model, "node:a"));
        Assert.Equal(
            "node:a>switch:sw1, node:b>switch:sw2, switch:sw1>switch:sw2 by link:sw1-sw2, switch:sw1>switch:sw3 by link:sw1-sw3, switch:sw2>switch:sw3 by link:sw2-sw3",
            ModelCloud.Edges(model));
        Assert.Equal(_cloud.Folder, model.Cloud);

        // Of b's power nothing is said; a's is known.
        Assert.Equal("Nothing is said of the power of b: it is taken to have it always.", Assert.Single(model.Warnings));
        ModelCheck.Check(model);
    }

    [Fact]
    public async Task A_node_on_two_switches_has_two_cables_and_one_of_two_supplies()
    {
        _cloud.Nodes("a", "b").File("""
            topology:
              switches: {sw1: {links: sw2}, sw2: {}}
              power: {p1: {}, p2: {}}
              nodes:
                a: {switches: [sw1, sw2], power: [p1, p2]}
                b: {switches: [sw1], power: p1}
            services: {web: {nodes: [a, b]}}
            """);
        var model = await _cloud.ReadAsync();
        Assert.Equal("node:a>switch:sw1 by link:a-sw1, node:a>switch:sw2 by link:a-sw2, node:b>switch:sw1, switch:sw1>switch:sw2 by link:sw1-sw2", ModelCloud.Edges(model));
        Assert.Equal("power:p1 or power:p2", ModelCloud.Needs(model, "node:a"));
        Assert.Empty(model.Notes);
    }

    [Fact]
    public async Task Without_topology_all_hang_on_one_network_that_never_fails()
    {
        _cloud.Nodes("a", "b").File(Two);
        var model = await _cloud.ReadAsync();
        var network = Assert.Single(model.Parts, part => part.NeverFails);
        Assert.All(model.Edges, edge => Assert.Equal(network.Part, edge.To));
        Assert.Contains("No switches are described", Assert.Single(model.Warnings), StringComparison.Ordinal);
        var failures = new ResilienceEngine(model).TestAll(new ResilienceQuery { Level = 2 }, ModelCloud.Stop).Select(one => one.ToString());
        Assert.Equal(["node:a: survived", "node:b: survived", "node:a + node:b: web lost"], failures);
    }

    [Fact]
    public async Task Switches_that_only_nodes_name_fail_and_are_joined_by_what_does_not()
    {
        _cloud.Nodes(["a"], "switch: left\n").Nodes(["b"], "switch: right\npower: p\n").File("services: {web: {nodes: [a, b], need: 2}, one: {nodes: a}}\n");
        var model = await _cloud.ReadAsync();
        Assert.Equal("", ModelCloud.Lost(model));
        Assert.Equal("web", ModelCloud.Lost(model, "switch:right"));
        Assert.Equal("web", ModelCloud.Lost(model, "power:p"));
        Assert.Equal("one web", ModelCloud.Lost(model, "switch:left"));
        Assert.Contains("The links between switches are not described", Assert.Single(model.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_without_a_switch_among_others_is_out_of_reach_and_named()
    {
        _cloud.Nodes(["a1", "a2", "b"], "").Nodes(["c"], "switch: sw1\n").File("topology: {switches: {sw1: {}}}\nservices: {web: {nodes: [a1, c], need: 2}}\n");
        var model = await _cloud.ReadAsync();
        Assert.StartsWith("a[1-2],b hang on no switch", Assert.Single(model.Warnings), StringComparison.Ordinal);
        Assert.Equal("web", ModelCloud.Lost(model));
    }

    [Fact]
    public async Task People_at_home_hang_on_any_switch_or_on_those_that_are_named()
    {
        const string File = "topology:\n  switches: {sw1: {links: sw2}, sw2: {}}\nUSERSservices: {one: {nodes: a}}\n";
        _cloud.Nodes(["a"], "switch: sw1\n").File(File.Replace("USERS", "", StringComparison.Ordinal));
        var model = await _cloud.ReadAsync();
        Assert.Equal("one", ModelCloud.Lost(model, "switch:sw1"));
        Assert.Equal("", ModelCloud.Lost(model, "link:sw1-sw2"));
        _cloud.File(File.Replace("USERS", "  users: SW2\n", StringComparison.Ordinal));
        Assert.Equal("one", ModelCloud.Lost(await _cloud.ReadAsync(), "link:sw1-sw2"));
    }

    [Fact]
    public async Task Uplinks_lead_from_switches_and_nodes_to_the_internet()
    {
        _cloud.Nodes(["a", "gw"], "switch: sw1\n").Nodes("vps").File("""
            topology:
              switches: {sw1: {}}
              uplinks:
                fibre: {switch: sw1, power: p}
                lte: {node: gw}
              nodes: {vps: {internet: true}}
            services:
              web: {nodes: a, public: true}
              relay: {nodes: vps, needs: web}
            """);
        var model = await _cloud.ReadAsync();
        Assert.Equal("node:a>switch:sw1, node:gw>switch:sw1, node:vps>internet, uplink:fibre>internet, uplink:fibre>switch:sw1, uplink:lte>internet, uplink:lte>node:gw", ModelCloud.Edges(model));
        Assert.Equal("power:p", ModelCloud.Needs(model, "uplink:fibre"));
        Assert.Equal("", ModelCloud.Lost(model, "uplink:fibre"));
        Assert.Equal("relay web", ModelCloud.Lost(model, "uplink:fibre", "node:gw"));
        Assert.Equal("relay", ModelCloud.Lost(model, "node:vps"));
    }

    [Theory]
    [InlineData("topology:\n  switches:\n    sw1:\n      links: [sw1]\n", 4, "CloudFileInvalid", "a link to itself")]
    [InlineData("topology:\n  switches:\n    sw1: {}\n    sw2:\n      links: [sw1,\n       SW1]\n", 6, "CloudFileInvalid", "two links to sw1")]
    [InlineData("topology:\n  switches:\n    sw1:\n      links: [sw9]\n", 4, "PartNotFound", "no switch 'sw9'; did you mean sw1?")]
    [InlineData("topology:\n  power: {ups: {}}\n  switches:\n    sw1:\n      power: upss\n", 5, "PartNotFound", "no power feed 'upss'; did you mean ups?")]
    [InlineData("topology:\n  power:\n    ups: {from: main}\n", 3, "PartNotFound", "no power feed 'main'")]
    [InlineData("topology:\n  switches: {sw1: {}}\n  nodes:\n    a: {switches: [sw1, core]}\n", 4, "PartNotFound", "no switch 'core'; there are sw1.")]
    [InlineData("topology:\n  switches: {sw1: {}}\n  nodes:\n    \"x[1-3]\": {switches: [sw1]}\n", 4, "NodeNotFound", "no node 'x[1-3]'; there are a, b.")]
    [InlineData("topology:\n  nodes:\n    \"@db\": {power: p}\n", 3, "NoNodeMatches", "no node is '@db'")]
    [InlineData("topology:\n  nodes:\n    \"a&\": {power: p}\n", 3, "CloudFileInvalid", "cannot be understood")]
    [InlineData("topology:\n  nodes:\n    a: {power: p}\n    \"@all\": {power: q}\n", 4, "CloudFileInvalid", "node a is in two sets")]
    [InlineData("topology:\n  switches: {sw1: {}}\n  nodes:\n    a: {switches: [sw1], internet: true}\n", 4, "CloudFileInvalid", "stands on the internet itself")]
    [InlineData("topology:\n  switches: {sw1: {}}\n  uplinks:\n    fibre: {}\n", 4, "CloudFileInvalid", "leads nowhere")]
    [InlineData("topology:\n  switches:\n    sw1: {}\n    SW1: {}\n", 4, "CloudFileInvalid", "twice, in different letter case")]
    [InlineData("topology:\n  switches:\n    sw1: {}\n    sw1: {}\n", 4, "CloudFileInvalid", "'sw1' is there twice")]
    [InlineData("topology:\n  switches:\n    sw1: {color: red}\n", 3, "CloudFileInvalid", "has no key 'color'; there are power, links, site")]
    [InlineData("topology:\n  switches: [sw1]\n", 2, "CloudFileInvalid", "names with what is said of each belong there")]
    [InlineData("topology:\n  switches:\n    sw1: yes\n", 3, "CloudFileInvalid", "keys with values belong here")]
    [InlineData("topology:\n  switches:\n    \"a:b\": {}\n", 3, "CloudFileInvalid", "cannot be a name")]
    [InlineData("topology:\n  power:\n    a: {from: b}\n    b: {from: c}\n    c: {from: b}\n", 4, "ResilienceCycle", "power:b needs power:c needs power:b.")]
    [InlineData("topology:\n  power: {p: {from: switch:sw1}}\n  switches:\n    sw1: {power: p}\n", 2, "ResilienceCycle", "power:p needs switch:sw1 needs power:p.")]
    [InlineData("topology:\n  switches: {sw1: {links: sw2}\n", 2, "CloudFileInvalid", "not valid YAML")]
    public async Task What_is_wrong_is_told_with_its_line(string topology, int line, string errorId, string said)
    {
        _cloud.Nodes("a", "b").File(topology + Two);
        var error = await _cloud.FailsAsync(errorId);
        Assert.StartsWith($"cloud.yaml line {line}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Join(_cloud.Folder, "cloud.yaml"), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("switch: sw2\n", "b.yaml line 2: there is no switch 'sw2'; did you mean sw1?")]
    [InlineData("tags: [x]\npower: p2\n", "b.yaml line 3: there is no power feed 'p2'; did you mean p1?")]
    public async Task What_a_nodes_file_names_wrongly_is_told_with_its_line(string fields, string said)
    {
        _cloud.Nodes("a").Nodes(["b"], fields).File("topology: {switches: {sw1: {}}, power: {p1: {}}}\n" + Two);
        Assert.StartsWith(said, (await _cloud.FailsAsync("PartNotFound")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_switch_in_a_nodes_file_that_topology_contradicts_is_refused()
    {
        _cloud.Nodes(["a"], "switch: sw3\n").Nodes("b").File("topology:\n  switches: {sw1: {}, sw2: {}, sw3: {}}\n  nodes:\n    a:\n      switches: [sw1, sw2]\n" + Two);
        Assert.StartsWith("cloud.yaml line 5: node a hangs on sw1, sw2 here, and on sw3 in its own file", (await _cloud.FailsAsync("CloudFileInvalid")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_file_that_cannot_be_read_is_an_error_since_the_model_would_lack_it()
    {
        _cloud.Nodes("a", "b").Nodes(["c"], "switch: [\n").File(Two);
        await _cloud.FailsAsync("NodeFileInvalid");
    }

    [Fact]
    public async Task A_thousand_nodes_are_a_thousand_nodes_and_edges()
    {
        _cloud.Nodes(Enumerable.Range(1, 1000).Select(i => $"n{i}"), "roles: [worker]\nswitch: sw1\npower: p\n").File("topology: {switches: {sw1: {}}}\nservices: {web: {nodes: \"@worker\", need: 990}}\n");
        var model = await _cloud.ReadAsync();
        Assert.Equal(1000, model.Edges.Count);
        Assert.Equal(1002, model.Parts.Count);
        Assert.Equal(1000, ModelCloud.Service(model, "web").Quorums[0].Of.Count);
    }
}
