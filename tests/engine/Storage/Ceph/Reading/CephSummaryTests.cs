using Dentropy.Engine.Storage.Ceph;
using Dentropy.Engine.Storage.Ceph.Reading;
using Dentropy.Storage;
using Xunit;

namespace Dentropy.Engine.Tests.Storage.Ceph.Reading;

public sealed class CephSummaryTests
{
    private static readonly DcCephHealth s_well = new()
    {
        Cluster = "home",
        ClusterId = "id",
        Summary = "",
        Source = "pi1",
        Osds = 3,
        OsdsUp = 3,
        OsdsIn = 3,
        ActiveManager = "a",
        Monitors = [new DcCephMonitor { Name = "a", InQuorum = true, IsLeader = true }, new DcCephMonitor { Name = "b", InQuorum = true }],
        Margin = new DcCephMargin { OsdsUntilUnavailable = 1, HostsUntilUnavailable = 1, OsdsUntilLost = 2, HostsUntilLost = 2, Monitors = 0, Reasons = ["Because."] },
    };

    [Fact]
    public void WhereNothingIsWrongItSaysWhatThereIsAndWhatMayFail()
    {
        Assert.Equal("Nothing is wrong: 2 monitors agree and 3 OSDs run. One more host may fail and all data is still served.", CephSummary.Of(s_well));
        Assert.Equal("Nothing is wrong: 2 monitors agree and 3 OSDs run. No further OSD may fail, or some data is not served.", CephSummary.Of(s_well with { Margin = new DcCephMargin() }));
        Assert.Equal("Nothing is wrong: 2 monitors agree and 3 OSDs run. 2 more OSDs may fail, but no whole host.", CephSummary.Of(s_well with { Margin = new DcCephMargin { OsdsUntilUnavailable = 2 } }));
        Assert.Equal("Nothing is wrong: one monitor runs and 2 of 3 OSDs run.", CephSummary.Of(s_well with { OsdsUp = 2, Margin = null, Monitors = [s_well.Monitors[0]] }));
        Assert.StartsWith("Ceph says HEALTH_ERR and names no reason", CephSummary.Of(s_well with { Status = DcCephStatus.Error }), StringComparison.Ordinal);
    }

    [Fact]
    public void WhereSomethingIsWrongItSaysThatAndWhatToDoFirst()
    {
        var health = s_well with { Status = DcCephStatus.Warning, Checks = [Check("A", "A is so", "Do a."), Check("B", "B is so.", "Do b."), Check("C", "C.", "Do c.") with { IsMuted = true }] };

        Assert.Equal("A is so. Do a. There is one thing more (B). One check is muted.", CephSummary.Of(health));
        Assert.Equal("A is so. Do a.", CephSummary.Of(health with { Checks = [health.Checks[0]] }));
        Assert.EndsWith("There are 4 things more (B, B, B, ...).", CephSummary.Of(health with { Checks = [health.Checks[0], .. Enumerable.Repeat(health.Checks[1], 4)] }), StringComparison.Ordinal);
    }

    [Fact]
    public void TheTextHasEveryPart()
    {
        var lines = CephHealthText.Lines(s_well with
        {
            Status = DcCephStatus.Warning,
            Summary = "In short.",
            Checks = [Check("A", "Means a.", "Do a.") with { Detail = ["osd.1 is down"] }],
            StandbyManagers = ["b"],
            GroupStates = [new DcCephGroupState("active+clean", 8), new DcCephGroupState("active", 1)],
            Capacity = new DcCephCapacity { Cluster = "home", Total = 1L << 30, UsedPercent = 50, NearFullPercent = 85, FullestOsd = "osd.1", FullestPercent = 60 },
            Notes = ["Something was not read."],
            Monitors = [.. s_well.Monitors, new DcCephMonitor { Name = "c" }],
        });

        Assert.Equal(
            [
                "home: HEALTH_WARN", "In short.", "",
                "warn  A: message of A", "      Means a.", "      Next: Do a.", "      - osd.1 is down", "",
                "Monitors  a (leads), b; out of quorum: c",
                "Managers  a; standing by: b",
                "OSDs      3: 3 up, 3 in",
                "Groups    8 active+clean, 1 active",
                "Space     50.0 % of 1.0 GiB used; fullest osd.1 with 60.0 % (warning at 85 %)",
                "May fail  1 OSD, 1 host, 0 monitors with all data still served; 2 OSDs, 2 hosts with none lost",
                "          Because.",
                "Note      Something was not read.",
            ],
            lines);
    }

    private static DcCephCheck Check(string code, string meaning, string step) => new() { Code = code, Message = $"message of {code}", Meaning = meaning, NextStep = step, Severity = DcCephStatus.Warning };
}
