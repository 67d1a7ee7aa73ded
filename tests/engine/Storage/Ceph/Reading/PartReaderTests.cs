using System.Text.Json.Nodes;
using Dentropy.Engine.Storage.Ceph.Reading;
using Dentropy.Storage;
using Xunit;

namespace Dentropy.Engine.Tests.Storage.Ceph.Reading;

public sealed class PartReaderTests
{
    [Fact]
    public void OsdsAreRead()
    {
        var osds = OsdReader.Read(RealAnswers.Read("16.2.15-healthy"), RealAnswers.Place, new Dictionary<int, bool> { [0] = true, [1] = false });

        Assert.Equal([("pi1", "pi1"), ("pi2", "pi2"), ("pi3", null)], osds.Select(osd => (osd.Host, osd.Node)));
        Assert.Equal([true, false, null], osds.Select(osd => osd.CanStop));
        Assert.Equal(["root=default", "host=pi1"], osds[0].Location);
        Assert.Equal(("hdd", true, true, 0.002, 1.0, 2147483648L), (osds[0].DeviceClass, osds[0].IsUp, osds[0].IsIn, osds[0].Weight, osds[0].Reweight, osds[0].Size));
        Assert.Equal(9, osds[0].Groups);
        Assert.InRange(osds[0].UsedPercent!.Value, 14, 15);
    }

    [Fact]
    public void AnOsdThatIsNowhereOrSaysNothingOfItsUseIsReadAllTheSame()
    {
        var osds = OsdReader.Read(
            RealAnswers.Read("16.2.15-healthy", all =>
            {
                all["OsdTree"] = JsonNode.Parse("""{"nodes":[{"id":-1,"type":"root","name":"default","children":[-2]},{"id":-2,"type":"rack","name":"r1","children":[-3]},{"id":-3,"type":"host","name":"PI2.home.lan","children":[1]},{"id":1,"type":"osd","device_class":"ssd","crush_weight":"1.5","reweight":"nan"}],"stray":[{"id":2,"name":"osd.2","type":"osd"}]}""");
                all["OsdUse"]!["nodes"]![1]!["kb"] = 0;
                all["OsdUse"]!["nodes"]![2]!["utilization"] = "NaN";
                all["OsdDump"]!["osds"]![0]!["up"] = 0;
                all["OsdDump"]!["osds"]![0]!["in"] = false;
            }),
            RealAnswers.Place,
            new Dictionary<int, bool>());

        Assert.Equal((null, null, false, false), (osds[0].Host, osds[0].Node, osds[0].IsUp, osds[0].IsIn));
        Assert.Empty(osds[0].Location);
        Assert.Equal(["root=default", "rack=r1", "host=PI2.home.lan"], osds[1].Location);
        Assert.Equal(("pi2", "ssd", 1.5, 1.0), (osds[1].Node, osds[1].DeviceClass, osds[1].Weight, osds[1].Reweight));
        Assert.Equal((null, null, null), (osds[1].Size, osds[1].Used, osds[1].UsedPercent));
        Assert.Equal((2147483648L, null), (osds[2].Size, osds[2].UsedPercent));
    }

    [Fact]
    public void ATreeWithACycleEnds()
    {
        var tree = new CephTree(System.Text.Json.JsonDocument.Parse("""{"nodes":[{"id":-1,"type":"root","name":"a","children":[-2]},{"id":-2,"type":"host","name":"b","children":[-1,0]},{"id":0,"type":"osd"}]}""").RootElement);

        Assert.InRange(tree.Path(0).Count, 1, 3);
    }

    [Fact]
    public void PoolsAreRead()
    {
        var margins = new Dictionary<int, DcCephMargin> { [1] = new() { OsdsUntilUnavailable = 1 } };
        var pools = PoolReader.Read(RealAnswers.Read("16.2.15-healthy"), RealAnswers.Place, margins);

        Assert.Equal(["device_health_metrics", "lab"], pools.Select(pool => pool.Name));
        var lab = pools[1];
        Assert.Equal((1, false, 3, 2, 8, "replicated_rule", "host"), (lab.Id, lab.IsErasureCoded, lab.Size, lab.MinSize, lab.Groups, lab.Rule, lab.FailureDomain));
        Assert.Equal(["rbd"], lab.Applications);
        Assert.Equal((margins[1], null), (lab.Margin, pools[0].Margin));
        Assert.InRange(lab.Available!.Value, 1L << 30, 2L << 30);
    }

    [Fact]
    public void ErasureCodedPoolsRulesOfOtherKindsAndTheDashboardsWordsAreRead()
    {
        var pools = PoolReader.Read(
            RealAnswers.Read("16.2.15-healthy", all =>
            {
                var lab = all["OsdDump"]!["pools"]![0]!;
                (lab["type"], lab["size"], lab["application_metadata"]) = (3, "6", new JsonArray("rgw", "cephfs"));
                all["Crush"]!["rules"]![0]!["steps"] = JsonNode.Parse("""[{"op":"take","item":-1},{"op":"choose_indep","num":3,"type":"rack"},{"op":"chooseleaf_indep","num":2,"type":"host"},{"op":"emit"}]""");
                var stats = all["Use"]!["pools"]![0]!["stats"]!;
                (stats["percent_used"], stats["stored"]) = (0.0123, "4096");
            }),
            RealAnswers.Place,
            new Dictionary<int, DcCephMargin>());

        var pool = pools.Single(one => one.Name == "lab");
        Assert.Equal((true, 6, "host", 1.23, 4096L), (pool.IsErasureCoded, pool.Size, pool.FailureDomain, pool.UsedPercent, pool.Stored));
        Assert.Equal(["rgw", "cephfs"], pool.Applications);
    }

    [Fact]
    public void SpaceIsReadAndWhereDfIsMissingTheStatusWillDo()
    {
        var space = CapacityReader.Read(RealAnswers.Read("16.2.15-healthy"), RealAnswers.Place)!;
        var other = CapacityReader.Read(RealAnswers.Read("16.2.15-healthy", all => all["Use"] = all["OsdUse"] = all["OsdDump"] = null), RealAnswers.Place)!;

        Assert.Equal((6442450944L, 85.0, 95.0, true), (space.Total, space.NearFullPercent, space.FullPercent, space.FitsAfterHostLoss));
        Assert.StartsWith("osd.", space.FullestOsd, StringComparison.Ordinal);
        Assert.True(space.FullestPercent >= space.UsedPercent - 0.5);
        Assert.Equal((6442450944L, 85.0, 95.0, null), (other.Total, other.NearFullPercent, other.FullPercent, other.FullestOsd));
        Assert.Null(CapacityReader.Read(RealAnswers.Read("16.2.15-healthy", all => { all["Use"] = null; all["Status"]!["pgmap"]!["bytes_total"] = 0; }), RealAnswers.Place));
    }
}
