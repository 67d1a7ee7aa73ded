using System.Text.Json.Nodes;
using Dentropy.Engine.Storage.Ceph;
using Dentropy.Engine.Storage.Ceph.Reading;
using Dentropy.Storage;
using Xunit;

namespace Dentropy.Engine.Tests.Storage.Ceph.Reading;

public sealed class HealthReaderTests
{
    private static readonly DateTimeOffset s_time = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void AHealthyClusterIsRead()
    {
        var health = Read("16.2.15-healthy");

        Assert.Equal(("home", DcCephStatus.Ok, "16.2.15", "pi1", s_time), (health.Cluster, health.Status, health.Version, health.Source, health.Time));
        Assert.Equal(
            [("pi1", true, true), ("pi2", true, false), ("pi3", true, false)],
            health.Monitors.Select(monitor => (monitor.Name, monitor.InQuorum, monitor.IsLeader)));
        Assert.Equal("10.103.0.11:6789", health.Monitors[0].Address);
        Assert.Equal("pi2", health.ActiveManager);
        Assert.Equal(["pi1"], health.StandbyManagers);
        Assert.Equal((3, 3, 3), (health.Osds, health.OsdsUp, health.OsdsIn));
        Assert.Equal([new DcCephGroupState("active+clean", 9)], health.GroupStates);
        Assert.Empty(health.Checks);
    }

    [Fact]
    public void ChecksAreReadWithTheWorstFirstAndMutedOnesLast()
    {
        var said = JsonNode.Parse("""
            {"status":"HEALTH_ERR","checks":{
              "AAA_NEW":{"severity":"HEALTH_WARN","summary":{"message":"new thing","count":2},"detail":[{"message":"one"},{"message":"two"}],"muted":false},
              "OSDMAP_FLAGS":{"severity":"HEALTH_WARN","summary":{"message":"noout flag(s) set"},"detail":[],"muted":true},
              "OSD_DOWN":{"severity":"HEALTH_WARN","summary":{"message":"1 osds down","count":1},"detail":[{"message":"osd.2 is down"}]},
              "PG_DAMAGED":{"severity":"HEALTH_ERR","summary":{"message":"Possible data damage: 1 pg inconsistent"},"detail":[]},
              "POOL_APP_NOT_ENABLED":{"severity":"HEALTH_WARN","summary":{"message":"x"},"detail":[]}},
             "mutes":[{"code":"POOL_APP_NOT_ENABLED","ttl":"1h","sticky":false}]}
            """);
        var health = Read("16.2.15-healthy", all => all["HealthDetail"] = said);

        Assert.Equal(["PG_DAMAGED", "OSD_DOWN", "AAA_NEW", "OSDMAP_FLAGS", "POOL_APP_NOT_ENABLED"], health.Checks.Select(check => check.Code));
        Assert.Equal([false, false, false, true, true], health.Checks.Select(check => check.IsMuted));
        Assert.Equal((2, false), (health.Checks[2].Count, health.Checks[2].IsKnown));
        Assert.Equal(["one", "two"], health.Checks[2].Detail);
        Assert.Equal(DcCephStatus.Error, health.Status);
        Assert.Empty(Read("16.2.15-healthy", all => all["HealthDetail"] = said!.DeepClone(), detail: false).Checks[2].Detail);
    }

    [Fact]
    public void OlderReleasesPutTheCountsOneLevelDeeperAndTheNamesIntoTheStatus()
    {
        var health = Read("16.2.15-healthy", all =>
        {
            var status = all["Status"]!;
            var counts = status["osdmap"]!.DeepClone();
            counts["num_up_osds"] = "2";
            status["osdmap"] = new JsonObject { ["osdmap"] = counts };
            status["monmap"] = all["Monitors"]!.DeepClone();
            status["mgrmap"] = JsonNode.Parse("""{"available":true,"active_name":"x","standbys":[{"name":"z"},{"name":"y"}]}""");
            all["Monitors"] = all["Managers"] = all["HealthDetail"] = all["Versions"] = null;
        });

        Assert.Equal((3, 2, 3), (health.Osds, health.OsdsUp, health.OsdsIn));
        Assert.Equal(["pi1", "pi2", "pi3"], health.Monitors.Select(monitor => monitor.Name));
        Assert.Equal(("x", null), (health.ActiveManager, health.Version));
        Assert.Equal(["y", "z"], health.StandbyManagers);
    }

    [Fact]
    public void MonitorsOutsideTheQuorumAndManagersThatAreNotThereAreSeen()
    {
        var health = Read("16.2.15-healthy", all =>
        {
            all["Status"]!["quorum"] = new JsonArray(1, 2);
            all["Status"]!["quorum_names"] = new JsonArray("pi2", "pi3");
            all["Managers"] = JsonNode.Parse("""{"available":false,"active_name":"","standbys":[]}""");
        });

        Assert.Equal([("pi1", false, false), ("pi2", true, true), ("pi3", true, false)], health.Monitors.Select(monitor => (monitor.Name, monitor.InQuorum, monitor.IsLeader)));
        Assert.Null(health.ActiveManager);
        Assert.DoesNotContain(Read("16.2.15-healthy", all => all["Monitors"]!["election_strategy"] = 3).Monitors, monitor => monitor.IsLeader);
    }

    [Fact]
    public void TheOldestReleaseThatRunsIsTheClusters()
    {
        var health = Read("16.2.15-healthy", all => all["Versions"] = JsonNode.Parse("""{"overall":{"ceph version 17.2.9 (x) quincy (stable)":3,"ceph version 17.2.10-1 (y) quincy (stable)":2}}"""));

        Assert.Equal("17.2.9", health.Version);
    }

    [Fact]
    public void WithoutAStatusThereIsNoHealth()
    {
        var answers = RealAnswers.Read("16.2.15-healthy", all => all["Status"] = null);

        Assert.Equal("CephCommandFailed", Assert.Throws<DentropyException>(() => HealthReader.Read(answers, RealAnswers.Place, detail: true, s_time)).ErrorId);
    }

    private static DcCephHealth Read(string name, Action<JsonObject>? change = null, bool detail = true) => HealthReader.Read(RealAnswers.Read(name, change), RealAnswers.Place, detail, s_time);
}
