using Dentropy.Engine.Resilience;
using Dentropy.Resilience;
using Xunit;

namespace Dentropy.Engine.Tests.Resilience;

/// <summary>What is wrong with a model is told before anything is worked out, and long chains are no danger.</summary>
public sealed class ModelCheckTests
{
    [Fact]
    public void A_circle_of_parts_is_told_with_its_way()
    {
        var error = Fails(new Clouds().Add("power:a", "power:b").Add("power:b", "power:c").Add("power:c", "power:a").Model, "ResilienceCycle");
        Assert.Contains("power:a needs power:b needs power:c needs power:a", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_circle_of_services_is_told_with_its_way()
    {
        var error = Fails(new Clouds().Add("n1").Serve("web", 1, "n1", ["db"]).Serve("db", 1, "n1", ["web"]).Model, "ResilienceCycle");
        Assert.Contains("web needs db needs web", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_that_is_not_there_is_told_with_what_may_have_been_meant()
    {
        var error = Fails(new Clouds().Add("switch:core1 n1").Join("n1", "switch:core2").Model, "PartNotFound");
        Assert.Contains("switch:core1", error.Message, StringComparison.Ordinal);
        Assert.Equal("switch:core2", error.Target);
    }

    [Fact]
    public void A_failure_of_a_part_that_is_not_there_is_refused()
    {
        var error = Assert.Throws<DentropyException>(() => new ResilienceEngine(new Clouds().Add("switch:sw1").Model).Test([Clouds.Part("sw1")]));
        Assert.Equal("PartNotFound", error.ErrorId);
        Assert.Contains("Did you mean switch:sw1?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_that_is_not_there_is_told() => Fails(new Clouds().Add("n1").Serve("web", 1, "n1", ["db"]).Model, "ServiceNotFound");

    [Fact]
    public void More_replicas_than_there_are_cannot_be_needed() => Fails(new Clouds().Add("n1 n2").Serve("web", 3, "n1 n2").Model, "ServiceNeedTooHigh");

    [Theory]
    [InlineData("n1 n1", "web")]
    [InlineData("n1", "web web")]
    public void Names_are_there_once(string parts, string services)
    {
        var cloud = new Clouds().Add(parts);
        foreach (var service in services.Split(' '))
            cloud.Serve(service, 1, "n1");
        Fails(cloud.Model, "ResilienceDuplicate");
    }

    [Fact]
    public void A_chain_of_ten_thousand_needs_fits()
    {
        const int Length = 10_000;
        var parts = Enumerable.Range(0, Length).Select(i => new ModelPart(new DcPart(DcPartKind.Power, $"f{i}")) { Needs = i == 0 ? [] : [[new DcPart(DcPartKind.Power, $"f{i - 1}")]] }).ToList();
        var services = Enumerable.Range(0, Length).Select(i => new ModelService($"s{i}") { Needs = i == 0 ? [] : [$"s{i - 1}"], Quorums = i > 0 ? [] : [new ModelQuorum(1, [parts[^1].Part], "feeds")] }).ToList();
        var engine = new ResilienceEngine(new CloudModel(parts, [], services));
        var results = engine.Test([parts[0].Part]);
        Assert.Equal(Length, results.Count);
        Assert.All(results, result => Assert.False(result.Survives));
        Assert.True(results[^1].Reasons.Count < 20);
        Assert.Throws<DentropyException>(() => ModelCheck.Check(new CloudModel([.. parts.Skip(1), parts[0] with { Needs = [[parts[^1].Part]] }], [], services)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Levels_go_from_one_to_three(int level)
    {
        var engine = new ResilienceEngine(new Clouds().Add("n1").Serve("web", 1, "n1").Model);
        foreach (var ask in new Action[]
        {
            () => engine.TestAll(new ResilienceQuery { Level = level }, CancellationToken.None),
            () => engine.MinimalCuts("web", level, CancellationToken.None),
            () => engine.Advise(new AdviceQuery { Level = level }, CancellationToken.None),
        })
            Assert.Equal("InvalidResilienceQuery", Assert.Throws<DentropyException>(ask).ErrorId);
    }

    [Fact]
    public void A_search_can_be_ended()
    {
        var engine = new ResilienceEngine(new Clouds().Add("n1").Serve("web", 1, "n1").Model);
        using var ended = new CancellationTokenSource();
        ended.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => engine.TestAll(new ResilienceQuery(), ended.Token).ToList());
        Assert.ThrowsAny<OperationCanceledException>(() => engine.AnyOf(DcPartKind.Node, 1, ended.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => engine.Advise(new AdviceQuery(), ended.Token));
    }

    [Fact]
    public void A_node_with_two_cables_is_reached_from_both_switches_and_does_not_join_them()
    {
        var cloud = new Clouds().Add("switch:sw1 switch:sw2 a b both").Join("a both", "switch:sw1").Join("b both", "switch:sw2").Serve("ab", 2, "a b").Serve("a-both", 2, "a both").Serve("b-both", 2, "b both");
        Assert.Equal(["a-both", "b-both"], new ResilienceEngine(cloud.Model).Test([]).Where(result => result.Survives).Select(result => result.Service));
    }

    private static DentropyException Fails(CloudModel model, string errorId)
    {
        var error = Assert.Throws<DentropyException>(() => ModelCheck.Check(model));
        Assert.Equal(errorId, error.ErrorId);
        return error;
    }
}
