using System.Runtime.CompilerServices;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Resilience;
using Dentropy.Engine.Resilience.Model;
using Dentropy.Resilience;
using Xunit;

namespace Dentropy.Engine.Tests.Resilience.Model;

// The promise of the example cloud, which its own page repeats: every single failure is survived but for what the page names.
public sealed class HomeCloudTests
{
    private static readonly Lazy<Task<ResilienceEngine>> s_engine = new(async () =>
        new ResilienceEngine(await ResilienceModel.ReadAsync(new FileNodeStore(Path.GetFullPath(Path.Join(Here(), "../../../../examples/home-cloud"))), facts: null, CancellationToken.None)));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_the_design()
    {
        var model = (await s_engine.Value).Model;
        Assert.Equal((5, 2, 10, 3, 1), (Count(model, "ceph"), Count(model, "lb"), Count(model, "worker"), Count(model, "master"), Count(model, "vps")));
        Assert.Equal(4, model.Parts.Count(part => part.Part.Kind == DcPartKind.Switch));
        Assert.Empty(model.Warnings);
        Assert.DoesNotContain((await s_engine.Value).Test([]), result => !result.Survives);
    }

    [Fact]
    public async Task Each_single_failure_is_survived_but_those_that_the_page_names()
    {
        var lost = (await s_engine.Value).TestAll(new ResilienceQuery { FailuresOnly = true }, Stop).ToDictionary(one => one.Lost[0].ToString(), one => string.Join(' ', one.Services));
        Assert.Equal(["node:vps1", "power:mains", "provider:cloudflare", "site:home", "site:provider", "uplink:fibre"], lost.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("public-apps vps", lost["node:vps1"]);
        Assert.Equal("public-apps", lost["uplink:fibre"]);
        Assert.Equal("public-apps", lost["provider:cloudflare"]);

        // Without the mains everything stands still, and the data is there when it comes back.
        Assert.DoesNotContain("data:rbd", lost["power:mains"], StringComparison.Ordinal);
        Assert.Contains("data:rbd", lost["site:home"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_osds_lose_nothing_and_may_stop_the_pool_until_it_has_healed()
    {
        var engine = await s_engine.Value;
        Assert.DoesNotContain(engine.MinimalCuts("data:rbd", 2, Stop), cut => cut.Lost.All(part => part.Kind is DcPartKind.Osd or DcPartKind.Node));
        var worst = ResilienceQuestions.AnyOsds(engine, 2, [], Stop);
        Assert.False(worst.Survives);
        Assert.Equal(["apps", "pool:rbd", "public-apps"], worst.Services);
        Assert.Equal("any 2 of 5 osds", worst.Asked);
        Assert.True(ResilienceQuestions.AnyOsds(engine, 1, [], Stop).Survives);
        Assert.True(ResilienceQuestions.AnyOsds(engine, 2, ["DATA:*"], Stop).Survives);
        Assert.False(ResilienceQuestions.AnyOsds(engine, 3, ["data:rbd"], Stop).Survives);
    }

    [Theory]
    [InlineData("switch:sw1 switch:sw3", "pool:rbd")]
    [InlineData("switch:sw2 osd:ceph1-1", "pool:rbd")]
    [InlineData("power:psu4 node:ceph5", "pool:rbd")]
    [InlineData("node:lb1 node:lb2", "lb")]
    [InlineData("node:master1 node:master3", "masters")]
    public async Task Some_double_failures_are_not_survived_as_the_page_says(string parts, string service)
    {
        var lost = ResilienceQuestions.Test(await s_engine.Value, parts.Split(' '), []).Where(result => !result.Survives).Select(result => result.Service).ToList();
        Assert.Contains(service, lost);
        Assert.Contains("apps", lost);
        Assert.DoesNotContain("data:rbd", lost);
    }

    [Fact]
    public async Task Any_third_of_the_workers_is_survived_and_not_any_third_of_all_nodes()
    {
        var engine = await s_engine.Value;
        var workers = Enumerable.Range(1, 10).Select(i => new DcPart(DcPartKind.Node, $"worker{i}")).ToList();
        for (var i = 0; i < workers.Count; i++)
        {
            for (var j = i + 1; j < workers.Count; j++)
            {
                for (var k = j + 1; k < workers.Count; k++)
                    Assert.DoesNotContain(engine.Test([workers[i], workers[j], workers[k]]), result => !result.Survives);
            }
        }

        var third = ResilienceQuestions.AnyThird(engine, [], Stop);
        Assert.Equal("any 7 of 21 nodes", third.Asked);
        Assert.False(third.Survives);
    }

    private static int Count(CloudModel model, string start) => model.Parts.Count(part => part.Part.Kind == DcPartKind.Node && part.Part.Name.StartsWith(start, StringComparison.Ordinal));

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
