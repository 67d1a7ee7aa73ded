using Dentropy.Engine.Resilience;
using Dentropy.Resilience;
using Xunit;

namespace Dentropy.Engine.Tests.Resilience;

/// <summary>Clouds for which a formula says what is survived.</summary>
public sealed class ClosedFormTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(40)]
    public void In_series_each_part_alone_takes_the_service_down(int count)
    {
        var names = Enumerable.Range(1, count).Select(i => $"n{i}").ToArray();
        var cloud = new Clouds().Add(string.Join(' ', names)).Serve("ends", 2, $"n1 n{count}");
        for (var i = 1; i < count; i++)
            cloud.Join($"n{i}", $"node:n{i + 1}");
        var cuts = new ResilienceEngine(cloud.Model).MinimalCuts("ends", 3, CancellationToken.None);
        Assert.Equal(names.Select(name => $"node:{name}"), cuts.Select(cut => Assert.Single(cut.Lost).ToString()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void In_parallel_all_ways_have_to_fail(int ways)
    {
        // Two ends, and so many ways between them of two switches each.
        var cloud = new Clouds().Add("a b");
        for (var i = 1; i <= ways; i++)
            cloud.Add($"switch:x{i} switch:y{i}").Join("a", $"switch:x{i}").Join("b", $"switch:y{i}").Join($"switch:x{i}", $"switch:y{i}");
        var cuts = new ResilienceEngine(cloud.Serve("pair", 2, "a b").Model).MinimalCuts("pair", 3, CancellationToken.None);
        Assert.Equal(["node:a", "node:b"], cuts.Where(cut => cut.Lost.Any(part => part.Kind == DcPartKind.Node)).Select(cut => Assert.Single(cut.Lost).ToString()));

        // Of each way one of its two switches.
        var rest = cuts.Where(cut => cut.Lost.All(part => part.Kind == DcPartKind.Switch)).ToList();
        Assert.Equal(ways <= 3 ? 1 << ways : 0, rest.Count);
        Assert.All(rest, cut => Assert.Equal(ways, cut.Level));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 5)]
    [InlineData(5, 6)]
    [InlineData(28, 30)]
    [InlineData(30, 30)]
    public void Of_n_replicas_of_which_k_are_needed_any_so_many_too_many_take_the_service_down(int need, int count)
    {
        var names = string.Join(' ', Enumerable.Range(1, count).Select(i => $"n{i}"));
        var engine = new ResilienceEngine(new Clouds().Add("switch:sw").Add(names).Join(names, "switch:sw").Serve("web", need, names).Model);
        var deadly = count - need + 1;
        var cuts = engine.MinimalCuts("web", 3, CancellationToken.None).Where(cut => cut.Lost[0].Kind == DcPartKind.Node).ToList();
        Assert.Equal(deadly <= 3 ? Choose(count, deadly) : 0, cuts.Count);
        Assert.True(engine.AnyOf(DcPartKind.Node, deadly - 1, CancellationToken.None).Survives);
        Assert.Equal(deadly, engine.AnyOf(DcPartKind.Node, deadly, CancellationToken.None).Lost.Count);
        Assert.Equal(count - need, engine.Test([])[0].Spare);
    }

    [Theory]
    [InlineData(67, 33, true)]
    [InlineData(67, 34, false)]
    [InlineData(68, 33, false)]
    public void Any_third_of_a_hundred_nodes_is_counted_and_not_tried(int need, int lost, bool survives)
    {
        var names = string.Join(' ', Enumerable.Range(1, 100).Select(i => $"n{i}"));
        var engine = new ResilienceEngine(new Clouds().Add("switch:a switch:b uplink:u").Join("switch:a uplink:u", "switch:b").Join("uplink:u", null).Add(names).Join(names, "switch:a").Serve("web", need, names, isPublic: true).Model);
        Assert.Equal(survives, engine.AnyOf(DcPartKind.Node, lost, CancellationToken.None).Survives);
    }

    [Fact]
    public void A_pool_survives_any_two_disks_where_it_keeps_one_copy_of_three()
    {
        var cloud = new Clouds().Add("switch:sw h1 h2 h3 h4").Join("h1 h2 h3 h4", "switch:sw");
        for (var i = 0; i < 12; i++)
            cloud.AddAt($"osd:{i}", $"h{1 + (i % 4)}");
        var model = cloud.Serve("pool", 2, "osd:0 osd:1 osd:2", what: "copies").Serve("data", 1, "osd:0 osd:1 osd:2", atRest: true, what: "copies").Model;
        var engine = new ResilienceEngine(model);
        Assert.False(engine.AnyOf(DcPartKind.Osd, 2, CancellationToken.None).Survives);
        Assert.Equal(["pool"], engine.AnyOf(DcPartKind.Osd, 2, CancellationToken.None).Services);
        Assert.Equal(["osd:0 osd:1", "osd:0 osd:2", "osd:1 osd:2"], engine.MinimalCuts("pool", 3, CancellationToken.None).Where(cut => cut.Lost.All(part => part.Kind == DcPartKind.Osd)).Select(cut => string.Join(' ', cut.Lost)));
        Assert.All(engine.MinimalCuts("data", 3, CancellationToken.None), cut => Assert.Equal(3, cut.Level));
    }

    private static long Choose(int of, int count) => Enumerable.Range(0, count).Aggregate(1L, (all, i) => all * (of - i) / (i + 1));
}
