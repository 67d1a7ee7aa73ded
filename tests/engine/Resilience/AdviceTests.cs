using Dentropy.Engine.Resilience;
using Dentropy.Engine.Resilience.Advice;
using Dentropy.Resilience;
using Xunit;

namespace Dentropy.Engine.Tests.Resilience;

/// <summary>Advice: known clouds with a known best change, and that every advice does what it says.</summary>
public sealed class AdviceTests
{
    private static Clouds Racks => new Clouds()
        .Add("power:a power:b").Add("switch:sw1", "power:a").Add("switch:sw2", "power:b")
        .Add("w1 w2", "power:a").Add("w3 w4", "power:b")
        .Join("switch:sw1", "switch:sw2").Join("w1 w2", "switch:sw1").Join("w3 w4", "switch:sw2");

    [Fact]
    public void Replicas_on_one_switch_are_spread()
    {
        var advice = Advise(Racks.Serve("web", 1, "w1 w2").Model)[0];
        Assert.Equal(("MoveReplica", "Move one replica of web from w1 to w3"), (advice.Kind, advice.Change));
        Assert.Equal([Clouds.Part("power:a")], advice.Against);
        Assert.Equal(["web"], advice.Saves);
        Assert.Equal(1, advice.Before[0]);
        Assert.Equal(0, advice.After[0]);
    }

    [Fact]
    public void A_single_replica_gets_a_second_one()
    {
        var advice = Advise(Racks.Serve("web", 1, "w1").Model)[0];
        Assert.Equal(("AddReplica", "Add a replica of web on w3"), (advice.Kind, advice.Change));
        Assert.Equal(2, advice.Before[0]);
        Assert.Equal(0, advice.After[0]);
    }

    [Fact]
    public void A_single_uplink_gets_a_second_one()
    {
        var model = Racks.Add("uplink:fibre", "power:a|power:b").Join("uplink:fibre", "switch:sw1").Join("uplink:fibre", "switch:sw2").Join("uplink:fibre", null).Serve("lb", 1, "w1 w3", isPublic: true).Model;
        var advice = Advise(model)[0];
        Assert.Equal(("AddUplink", "Add an uplink at switch sw1, fed from power a"), (advice.Kind, advice.Change));
        Assert.Equal([Clouds.Part("uplink:fibre")], advice.Against);
        Assert.Equal((1, 0), (advice.Before[0], advice.After[0]));
    }

    [Fact]
    public void A_chain_of_switches_is_closed_to_a_ring()
    {
        var model = new Clouds().Add("switch:sw1 switch:sw2 switch:sw3 w1 w2 w3 link:1-2 link:2-3").Join("switch:sw1", "switch:sw2", "link:1-2").Join("switch:sw2", "switch:sw3", "link:2-3")
            .Join("w1", "switch:sw1").Join("w2", "switch:sw2").Join("w3", "switch:sw3").Serve("etcd", 2, "w1 w2 w3", what: "members").Model;
        var advice = Assert.Single(Advise(model), one => one.Change == "Join switch sw1 and switch sw3 with a cable");
        Assert.Equal([Clouds.Part("switch:sw2")], advice.Against);
        Assert.Equal((1, 0), (advice.Before[0], advice.After[0]));
    }

    [Fact]
    public void Where_no_single_change_helps_two_are_named()
    {
        var model = Racks.Serve("etcd", 2, "d1 d2 d3", what: "members").Add("d1 d2 d3").Down("d1 d2 d3").Model;
        var advice = Advise(model)[0];
        Assert.Equal(("MoveReplica", 2.0), (advice.Kind, advice.Cost));
        Assert.Empty(advice.Against);
        Assert.Equal(["etcd"], advice.Saves);
    }

    [Fact]
    public void A_cloud_that_survives_everything_needs_no_advice()
    {
        var model = new Clouds().Add("switch:sw1 w1 w2 w3").Join("w1 w2 w3", "switch:sw1").Serve("web", 1, "w1 w2 w3").Model;
        Assert.Empty(new ResilienceEngine(model).Advise(new AdviceQuery { Level = 2 }, CancellationToken.None));
    }

    [Fact]
    public void Every_advice_does_what_it_says()
    {
        var found = 0;
        for (var seed = 0; seed < 400; seed++)
        {
            var model = RandomClouds.Make(seed, most: 9);
            var engine = new ResilienceEngine(model);
            var query = new AdviceQuery { Level = 1 + (seed % 3), Count = 3 };
            var before = Count(model, query.Level);
            var services = model.Services.Where(service => !service.IsAuxiliary).Select(service => service.Name).Order(StringComparer.Ordinal).ToList();
            var advised = new AdviceSearch(model, query, services, CancellationToken.None).Find();
            Assert.Equal(advised.Select(one => one.Advice.Change), engine.Advise(query, CancellationToken.None).Select(one => one.Change));
            foreach (var (advice, changed) in advised)
            {
                found++;
                ModelCheck.Check(changed);
                Assert.Equal(before, advice.Before);
                Assert.Equal(Count(changed, query.Level), advice.After);
                Assert.NotEmpty(advice.Saves);
                var now = engine.Test(advice.Against).Where(one => !one.Survives).Select(one => one.Service);
                Assert.Subset(now.ToHashSet(), advice.Saves.ToHashSet());
                Assert.All(new ResilienceEngine(changed).Test(advice.Against).Where(one => advice.Saves.Contains(one.Service)), one => Assert.True(one.Survives, $"seed {seed}: {advice}"));
            }
        }

        Assert.True(found > 100, $"only {found}");
    }

    // By the plain definition: failures times services.
    private static int[] Count(CloudModel model, int level)
    {
        var naive = new NaiveCloud(model);
        var asked = model.Services.Select((service, i) => service.IsAuxiliary ? 0 : 1u << i).Aggregate(0u, (set, bit) => set | bit);
        var counts = new int[level];
        for (var lost = 1u; lost < 1u << naive.Count; lost++)
        {
            var size = System.Numerics.BitOperations.PopCount(lost);
            if (size <= level && (lost & ~naive.MayFail) == 0)
                counts[size - 1] += System.Numerics.BitOperations.PopCount(~naive.Survivors(lost) & asked);
        }

        return counts;
    }

    private static IReadOnlyList<DcResilienceAdvice> Advise(CloudModel model) => new ResilienceEngine(model).Advise(new AdviceQuery { Level = 2 }, CancellationToken.None);
}
