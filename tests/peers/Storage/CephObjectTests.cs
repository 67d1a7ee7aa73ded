using System.Text.Json;
using Dentropy.Engine.Storage.Ceph;
using Dentropy.Storage;
using Xunit;

namespace Dentropy.Peers.Tests.Storage;

/// <summary>What the objects say, beside what <c>ceph</c> itself says.</summary>
public sealed class CephObjectTests : CephTest
{
    [Fact]
    public async Task HealthSaysWhatCephSays()
    {
        var health = await HealthAsync();

        var status = await JsonAsync("status");
        Assert.Equal(status.GetProperty("fsid").GetString(), health.ClusterId);
        Assert.Equal("HEALTH_OK", status.GetProperty("health").GetProperty("status").GetString());
        Assert.Equal(DcCephStatus.Ok, health.Status);
        Assert.Empty(health.Checks);
        Assert.Equal(["pi1", "pi2", "pi3"], health.Monitors.Select(monitor => monitor.Name));
        Assert.All(health.Monitors, monitor => Assert.True(monitor.InQuorum));
        var quorum = await JsonAsync("quorum_status");
        Assert.Equal(quorum.GetProperty("quorum_leader_name").GetString(), Assert.Single(health.Monitors, monitor => monitor.IsLeader).Name);
        var node = await NodeAsync("pi2");
        Assert.StartsWith(node.Address!, health.Monitors[1].Address, StringComparison.Ordinal);
        var managers = await JsonAsync("mgr dump");
        Assert.Equal(managers.GetProperty("active_name").GetString(), health.ActiveManager);
        Assert.Equal(managers.GetProperty("standbys").EnumerateArray().Select(standby => standby.GetProperty("name").GetString()), health.StandbyManagers);
        Assert.Equal((3, 3, 3), (health.Osds, health.OsdsUp, health.OsdsIn));
        var states = status.GetProperty("pgmap").GetProperty("pgs_by_state").EnumerateArray().Select(state => new DcCephGroupState(state.GetProperty("state_name").GetString()!, state.GetProperty("count").GetInt32()));
        Assert.Equal(states, health.GroupStates);
        Assert.Contains($"ceph version {health.Version} ", await CephAsync("version"), StringComparison.Ordinal);
        Assert.Equal("home", health.Cluster);
        Assert.Equal("pi1", health.Source);
        Assert.Empty(health.Notes);
        Assert.StartsWith("Nothing is wrong: 3 monitors agree, 3 OSDs run and ", health.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OsdsSayWhatCephSays()
    {
        var osds = await ValueAsync(Clusters.OsdsAsync(new CephQuery(), Stop));

        var use = (await JsonAsync("osd df")).GetProperty("nodes").EnumerateArray().ToDictionary(osd => osd.GetProperty("id").GetInt32());
        Assert.Equal([0, 1, 2], osds.Select(osd => osd.Id));
        Assert.Equal(["osd.0", "osd.1", "osd.2"], osds.Select(osd => osd.Name));
        foreach (var osd in osds)
        {
            var host = JsonDocument.Parse(await CephAsync($"osd find {osd.Id} --format json")).RootElement;
            Assert.Equal(host.GetProperty("crush_location").GetProperty("host").GetString(), osd.Host);
            Assert.Equal(osd.Host, osd.Node);
            Assert.Equal(["root=default", $"host={osd.Host}"], osd.Location);
            Assert.Equal((await CephAsync($"osd crush get-device-class osd.{osd.Id}")).Trim(), osd.DeviceClass);
            Assert.True(osd is { IsUp: true, IsIn: true, Reweight: 1, CanStop: true });
            Assert.Equal(use[osd.Id].GetProperty("crush_weight").GetDouble(), osd.Weight, 5);
            Assert.Equal(use[osd.Id].GetProperty("kb").GetInt64() * 1024, osd.Size);
            Assert.Equal(use[osd.Id].GetProperty("pgs").GetInt32(), osd.Groups);
            Assert.Equal(use[osd.Id].GetProperty("utilization").GetDouble(), osd.UsedPercent!.Value, 0.2);
            Assert.InRange(osd.Used!.Value, 1, osd.Size!.Value);
        }
    }

    [Fact]
    public async Task PoolsAndSpaceSayWhatCephSays()
    {
        await Lab.ExecAsync("pi1", "rados purge lab --yes-i-really-really-mean-it; head -c 4000000 /dev/zero | rados -p lab put counted -");
        try
        {
            var listed = (await JsonAsync("osd pool ls detail")).EnumerateArray().ToDictionary(pool => pool.GetProperty("pool_name").GetString()!);
            IReadOnlyList<DcCephPool> pools = [];
            await Lab.UntilAsync(async () => (pools = await ValueAsync(Clusters.PoolsAsync(new CephQuery(), Stop))).Any(pool => pool is { Name: "lab", Objects: 1, Stored: 4_000_000 }), "the object is counted on all copies");

            Assert.Equal(listed.Keys.Order(StringComparer.Ordinal), pools.Select(pool => pool.Name));
            foreach (var pool in pools)
            {
                var said = listed[pool.Name];
                Assert.Equal(said.GetProperty("pool_id").GetInt32(), pool.Id);
                Assert.Equal((said.GetProperty("size").GetInt32(), said.GetProperty("min_size").GetInt32(), said.GetProperty("pg_num").GetInt32()), (pool.Size, pool.MinSize, pool.Groups));
                Assert.Equal(("replicated_rule", "host", false), (pool.Rule, pool.FailureDomain, pool.IsErasureCoded));
                Assert.Equal((1, 1, 2, 2), (pool.Margin!.OsdsUntilUnavailable, pool.Margin.HostsUntilUnavailable, pool.Margin.OsdsUntilLost, pool.Margin.HostsUntilLost));
            }

            var lab = pools.Single(pool => pool.Name == "lab");
            Assert.Equal(["rbd"], lab.Applications);
            Assert.InRange(lab.Used!.Value, 12_000_000, 13_000_000);

            var space = await ValueAsync(Clusters.CapacityAsync(new CephQuery(), Stop));
            var df = (await JsonAsync("df")).GetProperty("stats");
            Assert.Equal(df.GetProperty("total_bytes").GetInt64(), space.Total);
            Assert.Equal(df.GetProperty("total_used_raw_ratio").GetDouble() * 100, space.UsedPercent, 0.2);
            Assert.Equal((85, 95), (space.NearFullPercent, space.FullPercent));
            Assert.StartsWith("osd.", space.FullestOsd, StringComparison.Ordinal);
            Assert.True(space.FitsAfterHostLoss);
        }
        finally
        {
            await Lab.ExecAsync("pi1", "rados -p lab rm counted");
        }
    }

    [Fact]
    public async Task AFlagAndAMutedCheckAreSeenAsSuch()
    {
        await CephAsync("osd set noout");
        try
        {
            var health = await HealthAsync(found => found.Checks.Count > 0, "noout is seen");

            var check = Assert.Single(health.Checks);
            Assert.Equal("OSDMAP_FLAGS", check.Code);
            Assert.True(check is { IsKnown: true, IsMuted: false, Severity: DcCephStatus.Warning });
            Assert.Equal(DcCephStatus.Warning, health.Status);
            Assert.Contains("noout", check.Message, StringComparison.Ordinal);

            await CephAsync("health mute OSDMAP_FLAGS");
            var muted = await HealthAsync(found => found.Checks.Any(one => one.IsMuted), "the check is muted");
            Assert.Equal(DcCephStatus.Ok, muted.Status);
            Assert.Contains("One check is muted.", muted.Summary, StringComparison.Ordinal);
        }
        finally
        {
            await CephAsync("health unmute OSDMAP_FLAGS");
            await CephAsync("osd unset noout");
        }
    }

    [Fact]
    public async Task AWaitThatIsInVainEndsAndOneThatIsStoppedToo()
    {
        await CephAsync("osd set noout");
        try
        {
            await HealthAsync(found => found.Checks.Count > 0, "noout is seen");

            var outcome = await OneAsync(Clusters.WaitAsync(new CephQuery(), DcCephStatus.Ok, TimeSpan.FromSeconds(1), progress: null, Stop));
            Assert.Equal("CephHealthTimeout", outcome.Failure?.ErrorId);
            Assert.Contains("noout", outcome.Failure!.Message, StringComparison.Ordinal);
            Assert.Equal(DcCephStatus.Warning, (await ValueAsync(Clusters.WaitAsync(new CephQuery(), DcCephStatus.Warning, TimeSpan.FromSeconds(1), progress: null, Stop))).Status);

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            var looked = new Looked(stop);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => OneAsync(Clusters.WaitAsync(new CephQuery(), DcCephStatus.Ok, TimeSpan.FromHours(1), looked, stop.Token)));
            Assert.Equal(DcCephStatus.Warning, looked.Last?.Status);
        }
        finally
        {
            await CephAsync("osd unset noout");
        }
    }

    // Stops what it watches at the first look.
    private sealed class Looked(CancellationTokenSource stop) : IProgress<CephWaitProgress>
    {
        public CephWaitProgress? Last { get; private set; }

        public void Report(CephWaitProgress value)
        {
            Last = value;
            _ = stop.CancelAsync();
        }
    }
}
