using Dentropy.Engine.Storage.Ceph;
using Dentropy.Engine.Storage.Ceph.Reading;
using Dentropy.Storage;
using Xunit;

namespace Dentropy.Engine.Tests.Storage.Ceph;

/// <summary>Other releases than the lab's; Releases/README.md says where their answers are from.</summary>
public sealed class ReleaseTests
{
    private static readonly DateTimeOffset s_time = new(2026, 11, 27, 13, 0, 0, TimeSpan.Zero);

    private static CephPlace Place { get; } = new("home", "/cloud", new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["pi1"] = "pi1" });

    [Theory]
    [InlineData("18.2.7", 12)]
    [InlineData("20.2.4", 13)]
    public void Every_answer_of_a_healthy_cluster_is_read(string release, int groups)
    {
        var answers = RealAnswers.Read(release + "-healthy");
        Assert.Empty(answers.Faults);
        var health = HealthReader.Read(answers, Place, detail: true, s_time);
        Assert.Equal((release, "x", 3, 3, 3), (health.Version, health.ActiveManager, health.Osds, health.OsdsUp, health.OsdsIn));
        Assert.Equal(new DcCephMonitor { Name = "a", Address = "10.104.0.1:6789", InQuorum = true, IsLeader = true }, Assert.Single(health.Monitors));
        Assert.Equal(groups, health.GroupStates.Sum(state => state.Count));
        Assert.All(health.Checks, check => Assert.True(check.IsKnown, check.Code));
        Assert.All(health.Checks, check => Assert.NotEmpty(check.Detail));

        var margins = CephMarginWork.Of(answers);
        var osds = OsdReader.Read(answers, Place, margins.CanStop);
        Assert.Equal(["pi1", "pi2", "pi3"], osds.Select(osd => osd.Host));
        Assert.Equal(("pi1", "hdd", 1.0, 1L << 30, groups, true), (osds[0].Node, osds[0].DeviceClass, osds[0].Weight, osds[0].Size, osds[0].Groups, osds[0].CanStop));
        Assert.All(osds, osd => Assert.True(osd is { IsUp: true, IsIn: true, CanStop: true, Used: > 0 }));

        var pools = PoolReader.Read(answers, Place, margins.Pools);
        var (cold, rbd) = (pools.Single(pool => pool.Name == "cold"), pools.Single(pool => pool.Name == "rbd"));
        Assert.Equal((true, 3, 2, "osd"), (cold.IsErasureCoded, cold.Size, cold.MinSize, cold.FailureDomain));
        Assert.Equal((false, 3, 2, "host"), (rbd.IsErasureCoded, rbd.Size, rbd.MinSize, rbd.FailureDomain));
        Assert.Equal((1, 1), (cold.Margin!.OsdsUntilUnavailable, cold.Margin.OsdsUntilLost));
        Assert.Equal((1, 2), (rbd.Margin!.OsdsUntilUnavailable, rbd.Margin.OsdsUntilLost));
        Assert.Equal((1, 1, 1, 1, 0), (margins.Cluster!.OsdsUntilUnavailable, margins.Cluster.OsdsUntilLost, margins.Cluster.HostsUntilUnavailable, margins.Cluster.HostsUntilLost, margins.Cluster.Monitors));
        Assert.Empty(margins.Notes);

        var space = CapacityReader.Read(answers, Place)!;
        Assert.Equal((3L << 30, 85.0, 95.0, true), (space.Total, space.NearFullPercent, space.FullPercent, space.FitsAfterHostLoss));
    }

    [Theory]
    [InlineData("18.2.7")]
    [InlineData("20.2.4")]
    public void An_osd_that_was_killed_is_seen_as_ok_to_stop_sees_it(string release)
    {
        var answers = RealAnswers.Read(release + "-one-osd-down");
        var health = HealthReader.Read(answers, Place, detail: true, s_time);
        Assert.Equal((3, 2), (health.Osds, health.OsdsUp));
        var host = health.Checks.Single(check => check.Code == "OSD_HOST_DOWN");
        Assert.Contains("pi3", host.NextStep, StringComparison.Ordinal);
        Assert.Contains("ceph-osd@2", health.Checks.Single(check => check.Code == "OSD_DOWN").NextStep, StringComparison.Ordinal);

        var margins = CephMarginWork.Of(answers);
        Assert.Equal((0, 0, 0, 0), (margins.Cluster!.OsdsUntilUnavailable, margins.Cluster.OsdsUntilLost, margins.Cluster.HostsUntilUnavailable, margins.Cluster.HostsUntilLost));
        Assert.Equal(new Dictionary<int, bool> { [0] = false, [1] = false, [2] = true }, margins.CanStop.OrderBy(osd => osd.Key).ToDictionary());
        Assert.False(OsdReader.Read(answers, Place, margins.CanStop)[2].IsUp);
    }

    [Fact]
    public void The_status_of_a_new_cluster_of_Quincy_has_no_groups_and_no_manager()
    {
        var answers = RealAnswers.Read("17-status");
        var health = HealthReader.Read(answers, Place, detail: false, s_time);
        Assert.Equal((DcCephStatus.Ok, 1, null), (health.Status, health.OsdsUp, health.ActiveManager));
        Assert.Equal(["a", "b", "c"], health.Monitors.Select(monitor => monitor.Name));
        Assert.Null(CapacityReader.Read(answers, Place));
        Assert.Null(CephMarginWork.Of(answers).Cluster);
    }

    [Fact]
    public void The_status_of_Squid_without_names_gives_the_quorum_and_the_space()
    {
        var answers = RealAnswers.Read("19-status");
        var health = HealthReader.Read(answers, Place, detail: false, s_time);
        Assert.Equal((3, 6, 0), (health.Monitors.Count(monitor => monitor.InQuorum), health.OsdsIn, health.GroupStates.Count));
        Assert.Equal(25, CapacityReader.Read(answers, Place)!.UsedPercent);
    }
}
