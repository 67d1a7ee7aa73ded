using Dentropy.Engine.Resilience;
using Dentropy.Resilience;
using Xunit;

namespace Dentropy.Engine.Tests.Resilience;

/// <summary>The words in which a failure is explained.</summary>
public sealed class ReasonTests
{
    private static readonly CloudModel Home = new Clouds()
        .Add("site:home power:mains")
        .Add("power:ups-a power:ups-b", "power:mains")
        .Add("switch:sw1", "power:ups-a", "site:home").Add("switch:sw2", "power:ups-b", "site:home").Add("link:sw1-sw2")
        .Add("ceph1 lb1", "power:ups-a", "site:home").Add("ceph2 ceph3 lb2", "power:ups-b", "site:home")
        .Add("w1 w2 w3 w4 w5", "power:ups-a|power:ups-b", "site:home")
        .AddAt("osd:1", "ceph1").AddAt("osd:2", "ceph2").AddAt("osd:3", "ceph3")
        .Add("uplink:fibre", "power:ups-b").Add("provider:cloudflare")
        .Join("switch:sw1", "switch:sw2", "link:sw1-sw2").Join("ceph1 lb1 w1 w2 w3 w4 w5", "switch:sw1").Join("ceph2 ceph3 lb2", "switch:sw2")
        .Join("uplink:fibre", "switch:sw2").Join("uplink:fibre provider:cloudflare", null)
        .Serve("lb", 1, "lb1 lb2", isPublic: true)
        .Serve("pool:rbd", 2, "osd:1 osd:2 osd:3", what: "copies")
        .Serve("data:rbd", 1, "osd:1 osd:2 osd:3", atRest: true, what: "copies")
        .Serve("name", 1, "provider:cloudflare", isPublic: true)
        .Serve("workers", 2, "w1 w2 w3 w4 w5")
        .Serve("web", 3, "w1 w2 w3 w4 w5", ["pool:rbd", "lb"], isPublic: true)
        .Model;

    [Theory]
    [InlineData("switch:sw1", "web", false, "switch sw1 fails, so w[1-5] are cut off from the internet; web has 0 of 5 replicas in reach of the internet and needs 3")]
    [InlineData("switch:sw1", "lb", true, "switch sw1 fails, so lb1 is cut off from the internet; lb has 1 of 2 replicas in reach of the internet and needs 1")]
    [InlineData("node:ceph1 node:ceph2", "web", false, "nodes ceph1 and ceph2 fail; pool:rbd has 1 of 3 copies left and needs 2; web needs pool:rbd")]
    [InlineData("power:ups-b", "pool:rbd", false, "power ups-b fails, so ceph2 and ceph3 have no power; pool:rbd has 1 of 3 copies left and needs 2")]
    [InlineData("uplink:fibre", "lb", false, "uplink fibre fails, so lb1 and lb2 are cut off from the internet; lb has 0 of 2 replicas in reach of the internet and needs 1")]
    [InlineData("link:sw1-sw2", "web", false, "cable sw1-sw2 fails, so w[1-5] are cut off from the internet; web has 0 of 5 replicas in reach of the internet and needs 3")]
    [InlineData("power:mains", "data:rbd", true, "")]
    [InlineData("site:home", "data:rbd", false, "site home fails, so ceph1, ceph2 and ceph3 are lost with it; data:rbd has 0 of 3 copies left and needs 1")]
    [InlineData("power:mains", "web", false, "power mains fails, so lb1 and lb2 have no power; lb has 0 of 2 replicas left and needs 1; power mains fails, so ceph1, ceph2 and ceph3 have no power; pool:rbd has 0 of 3 copies left and needs 2; power mains fails, so w[1-5] have no power; web has 0 of 5 replicas left and needs 3; web needs pool:rbd and lb")]
    [InlineData("w1 w2 w3", "web", false, "nodes w1, w2 and w3 fail; web has 2 of 5 replicas left and needs 3")]
    public void Reasons_lead_from_the_failure_to_the_service(string lost, string service, bool survives, string reasons)
    {
        var result = new ResilienceEngine(Home).Test([.. lost.Split(' ').Select(Clouds.Part)]).Single(one => one.Service == service);
        Assert.Equal(survives, result.Survives);
        Assert.Equal(reasons, string.Join("; ", result.Reasons));
    }
}
