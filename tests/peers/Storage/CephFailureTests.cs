using Dentropy.Engine.Storage.Ceph;
using Dentropy.Storage;
using Xunit;

namespace Dentropy.Peers.Tests.Storage;

/// <summary>Daemons and hosts that fail, and whether what was foretold comes true.</summary>
public sealed class CephFailureTests : CephTest
{
    [Fact]
    public async Task OsdsAreKilledAndTheMarginsHold()
    {
        var before = await HealthAsync();
        Assert.Equal((1, 2, 1), (before.Margin!.OsdsUntilUnavailable, before.Margin.OsdsUntilLost, before.Margin.Monitors));
        Assert.Equal(2, before.Margin.WorstOsds.Count);
        await AgreesWithCephAsync();
        try
        {
            // One more may fail: it does, and all is served.
            await Lab.ExecAsync("pi3", "lab-ceph kill osd.2");
            var one = await HealthAsync(health => health.OsdsUp == 2 && health.GroupStates.All(state => state.State.StartsWith("active+", StringComparison.Ordinal) && state.State.Contains("undersized", StringComparison.Ordinal)), "one OSD is down");
            var check = Assert.Single(one.Checks, found => found.Code == "OSD_DOWN");
            Assert.True(check is { IsKnown: true, Severity: DcCephStatus.Warning });
            Assert.Contains(check.Detail, line => line.Contains("osd.2", StringComparison.Ordinal));
            Assert.Equal((0, 0, 1), (one.Margin!.OsdsUntilUnavailable, one.Margin.HostsUntilUnavailable, one.Margin.OsdsUntilLost));
            Assert.True(await ServesAsync());
            var osds = await ValueAsync(Clusters.OsdsAsync(new CephQuery(), Stop));
            Assert.Equal([true, true, false], osds.Select(osd => osd.IsUp));
            Assert.Equal((false, false), (osds[0].CanStop, osds[1].CanStop));
            await AgreesWithCephAsync();

            // None may fail now: one does, and something is not served.
            await Lab.ExecAsync("pi2", "lab-ceph stop osd.1");
            var two = await HealthAsync(health => health.OsdsUp == 1 && health.GroupStates.All(state => !state.State.StartsWith("active", StringComparison.Ordinal)), "two OSDs are down");
            Assert.Contains(two.Checks, found => found.Code == "OSD_DOWN" && found.Count == 2);
            Assert.Equal(0, two.Margin!.OsdsUntilUnavailable);
            Assert.Equal(0, two.Margin.OsdsUntilLost);
            Assert.False(await ServesAsync());
        }
        finally
        {
            await WellAsync();
        }
    }

    [Fact]
    public async Task AnOsdThatHangsIsNoticed()
    {
        await Lab.ExecAsync("pi2", "kill -STOP $(cat /run/lab-host/ceph/osd.1.pid)");
        try
        {
            var health = await HealthAsync(found => found.OsdsUp == 2, "the OSD that hangs is down");
            Assert.Contains(health.Checks, check => check.Code == "OSD_DOWN" && check.Detail.Any(line => line.Contains("osd.1", StringComparison.Ordinal)));
        }
        finally
        {
            await Lab.ExecAsync("pi2", "lab-ceph kill osd.1");
            await WellAsync();
        }
    }

    [Fact]
    public async Task MonitorsAreLostOneByOne()
    {
        try
        {
            await Lab.ExecAsync("pi3", "lab-ceph kill mon.pi3");
            var one = await HealthAsync(health => health.Checks.Any(check => check.Code == "MON_DOWN"), "a monitor is missed");
            Assert.Equal([true, true, false], one.Monitors.Select(monitor => monitor.InQuorum));
            Assert.Equal(0, one.Margin!.Monitors);
            Assert.Equal("MON_DOWN", one.Checks[0].Code);

            // The other two agree; without one of them nobody answers, and that is said within the time that it may take.
            await Lab.ExecAsync("pi2", "lab-ceph kill mon.pi2");
            await Lab.UntilAsync(async () => (await Lab.ExecAsync("pi1", "ceph daemon mon.pi1 mon_status")).Contains("\"quorum\": []", StringComparison.Ordinal), "the quorum is lost");
            var none = await OneAsync(Clusters.HealthAsync(new CephQuery { Timeout = TimeSpan.FromSeconds(2) }, Stop));
            Assert.Equal("CephNoQuorum", none.Failure?.ErrorId);
            Assert.Equal("pi1", none.Failure!.Target);
            Assert.Contains("monitor pi1", none.Failure.Message, StringComparison.Ordinal);
            Assert.Contains("2 of 3 monitors have to agree", none.Failure.Message, StringComparison.Ordinal);
            Assert.Contains("mon.pi2 and mon.pi3", none.Failure.Message, StringComparison.Ordinal);
            var waited = await OneAsync(Clusters.WaitAsync(new CephQuery { Timeout = TimeSpan.FromSeconds(1) }, DcCephStatus.Ok, TimeSpan.FromSeconds(1), progress: null, Stop));
            Assert.Equal("CephHealthTimeout", waited.Failure?.ErrorId);
            Assert.Contains("no quorum", waited.Failure!.Message, StringComparison.Ordinal);

            // A node whose own monitor is gone cannot tell why, and the next one is asked.
            var other = await OneAsync(Clusters.HealthAsync(new CephQuery { Nodes = [await NodeAsync("pi2")], Timeout = TimeSpan.FromSeconds(1) }, Stop));
            Assert.Equal("CephUnreachable", other.Failure?.ErrorId);
            var both = await OneAsync(Clusters.HealthAsync(new CephQuery { Nodes = [await NodeAsync("pi2"), await NodeAsync("pi1")], Timeout = TimeSpan.FromSeconds(1) }, Stop));
            Assert.Equal("CephNoQuorum", both.Failure?.ErrorId);
        }
        finally
        {
            await WellAsync();
        }
    }

    [Fact]
    public async Task AHostWithoutPowerIsPassedOverAndSeen()
    {
        await WriteAsync("  home:\n    nodes: [pi3, pi1]\n");
        await Lab.RunAsync("power", "pi3", "off");
        try
        {
            var health = await HealthAsync(found => found.OsdsUp == 2 && found.Checks.Any(check => check.Code == "MON_DOWN"), "the host is missed");
            Assert.Equal("pi1", health.Source);
            Assert.Contains(health.Notes, note => note.StartsWith("pi3 ", StringComparison.Ordinal));
            Assert.Contains(health.Checks, check => check.Code == "OSD_HOST_DOWN");
            Assert.Equal((0, 0, 0), (health.Margin!.OsdsUntilUnavailable, health.Margin.HostsUntilUnavailable, health.Margin.Monitors));
        }
        finally
        {
            await Lab.RunAsync("power", "pi3", "on");
            await WellAsync();
        }
    }

    [Fact]
    public async Task ASkewedClockIsSaid()
    {
        await Lab.ExecAsync("pi3", "lab-ceph kill mon.pi3; lab-ceph start mon.pi3 --clock 3");
        try
        {
            var health = await HealthAsync(found => found.Checks.Any(check => check.Code == "MON_CLOCK_SKEW"), "the clock is noticed");
            var check = Assert.Single(health.Checks, found => found.Code == "MON_CLOCK_SKEW");
            Assert.True(check.IsKnown);
            Assert.Contains(check.Detail, line => line.Contains("mon.pi3", StringComparison.Ordinal));
        }
        finally
        {
            await Lab.ExecAsync("pi3", "lab-ceph kill mon.pi3");
            await WellAsync();
        }
    }

    [Fact]
    public async Task FullOsdsAreWarnedOfAndThenAnError()
    {
        try
        {
            var before = await ValueAsync(Clusters.CapacityAsync(new CephQuery(), Stop));
            var near = before.FullestPercent!.Value + 3;
            await CephAsync(FormattableString.Invariant($"osd set-nearfull-ratio {near / 100:0.0000}"));
            await Lab.ExecAsync("pi1", "for i in 1 2 3 4; do head -c 32000000 /dev/urandom | timeout 50 rados -p lab put fill$i -; done");

            // The monitors warn by themselves, and the manager, which counts, hears of it in its own time.
            var warned = await HealthAsync(
                found => found.Checks.Any(check => check.Code == "OSD_NEARFULL") && found.Capacity!.FullestPercent > found.Capacity.NearFullPercent && found.Capacity.UsedPercent > before.UsedPercent,
                "the OSDs are nearly full, and their use says so");
            Assert.Equal(near, warned.Capacity!.NearFullPercent, 0.06);

            await CephAsync(FormattableString.Invariant($"osd set-backfillfull-ratio {(near + 0.1) / 100:0.0000}"));
            await CephAsync(FormattableString.Invariant($"osd set-full-ratio {(near + 0.2) / 100:0.0000}"));
            var full = await HealthAsync(found => found.Checks.Any(check => check.Code == "OSD_FULL"), "the OSDs are full");
            Assert.Equal(DcCephStatus.Error, full.Status);
            Assert.Equal(DcCephStatus.Error, full.Checks[0].Severity);
            Assert.Equal("OSD_FULL", full.Checks[0].Code);
            Assert.False(await ServesAsync());
        }
        finally
        {
            await CephAsync("osd set-full-ratio 0.95");
            await CephAsync("osd set-backfillfull-ratio 0.9");
            await CephAsync("osd set-nearfull-ratio 0.85");
            await Lab.ExecAsync("pi1", "for i in 1 2 3 4; do timeout 60 rados -p lab rm fill$i; done");
            await WellAsync();
        }
    }

    // What is worked out for each OSD, beside Ceph's own answer.
    private async Task AgreesWithCephAsync()
    {
        foreach (var osd in (await ValueAsync(Clusters.OsdsAsync(new CephQuery(), Stop))).Where(osd => osd.IsUp))
        {
            var said = (await Lab.ExecAsync("pi1", $"ceph osd ok-to-stop {osd.Id} >/dev/null 2>&1 && echo yes || echo no")).Trim();
            Assert.Equal((osd.Name, said), (osd.Name, osd.CanStop == true ? "yes" : "no"));
        }
    }

    // Whether every group of the pool takes a write: there are eight, and sixty-four names are in all of them.
    private static async Task<bool> ServesAsync() =>
        (await Lab.ExecAsync("pi1", "for i in $(seq 64); do echo \"echo x | timeout 8 rados -p lab put serve$i -\"; done | xargs -P 16 -I{} sh -c '{}' && echo served")).Contains("served", StringComparison.Ordinal);
}
