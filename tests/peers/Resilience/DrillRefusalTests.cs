using Dentropy.Engine.Resilience.Drill;
using Dentropy.Resilience;
using Xunit;

namespace Dentropy.Peers.Tests.Resilience;

/// <summary>What no drill is begun on: nothing is cut then.</summary>
public sealed class DrillRefusalTests : DrillTest
{
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task AServiceThatIsNotWellBefore()
    {
        await Lab.ExecAsync("pi3", "pkill -x perl");
        await RefusedAsync("DrillServiceUnwell", "both", await PlanAsync(Engine(("both", 2, ["pi1", "pi3"])), "pi1", s_short));
    }

    [Fact]
    public async Task ANodeThatCannotBeReached()
    {
        await Lab.RunAsync("power", "pi2", "off");
        try
        {
            await RefusedAsync("DrillNodeUnreachable", "pi2", await PlanAsync(Engine(("web", 1, ["pi1", "pi3"])), "switch:sw1", s_short));
        }
        finally
        {
            await Lab.RunAsync("power", "pi2", "on");
        }
    }

    [Fact]
    public async Task ANodeThatAnotherDrillHolds()
    {
        var link = await Pool.GetAsync(await Lab.NodeAsync("pi2"), default);
        await link.RunAsync(DrillScript.ArmNetwork("0badcafe", TimeSpan.FromMinutes(10)));
        await RefusedAsync("DrillBusy", "pi2", await PlanAsync(Engine(("web", 1, ["pi1", "pi3"])), "switch:sw1", s_short), clean: ["pi1"]);
        Assert.Contains("undo-0badcafe", await Lab.ExecAsync("pi2", "ls /run/dentropy-drill"), StringComparison.Ordinal);
        await link.RunAsync(DrillScript.Undo(DrillScript.NodeFolder, "0badcafe"));
        Assert.True(await IsCleanAsync("pi2"));
    }

    [Fact]
    public async Task ANodeWithoutAPacketFilterOfOurs()
    {
        await Lab.ExecAsync("pi2", "for f in nft iptables ip6tables; do mv /usr/sbin/$f /usr/sbin/$f.away; done");
        try
        {
            await RefusedAsync("DrillNotArmed", "pi2", await PlanAsync(Engine(("web", 1, ["pi1", "pi3"])), "switch:sw1", s_short), clean: ["pi1"]);
            Assert.DoesNotContain("drill", await Lab.ExecAsync("pi2", "ls /run"), StringComparison.Ordinal);
        }
        finally
        {
            await Lab.ExecAsync("pi2", "for f in nft iptables ip6tables; do mv /usr/sbin/$f.away /usr/sbin/$f; done");
        }
    }

    [Fact]
    public async Task TheMachineThatOneWorksAt()
    {
        // A node that is this machine under another name: it has the same machine id.
        var drill = await PlanAsync(Engine(("web", 1, ["pi1", "pi3"])), "pi1", s_short);
        var mine = File.Exists("/etc/machine-id") ? (await File.ReadAllTextAsync("/etc/machine-id")).Trim() : "";
        Assert.SkipWhen(mine.Length == 0, "This machine has no machine id.");
        var before = await Lab.ExecAsync("pi1", "cat /etc/machine-id");
        await Lab.ExecAsync("pi1", $"echo {mine} >/etc/machine-id");
        try
        {
            await RefusedAsync("DrillLocalNode", "pi1", drill);
        }
        finally
        {
            await Lab.ExecAsync("pi1", $"echo {before.Trim()} >/etc/machine-id");
        }

        await RefusedAsync("DrillLocalNode", "localhost", drill with { Nodes = [new DcDrillNode { Node = "localhost" }] });
    }

    [Fact]
    public async Task APlanThatWatchesNothing()
    {
        var drill = await PlanAsync(Engine(("web", 1, ["pi1", "pi3"])), "pi1", s_short);
        await RefusedAsync("DrillNotWatched", "node:pi1", drill with { Services = [drill.Services[0] with { Checks = [] }] });
    }

    private async Task RefusedAsync(string errorId, string target, DcFailureDrill drill, string[]? clean = null)
    {
        var error = await Assert.ThrowsAsync<Dentropy.DentropyException>(() => RunAsync(drill));
        Assert.Equal((errorId, target), (error.ErrorId, error.Target));
        foreach (var name in clean ?? drill.Nodes.Select(node => node.Node).Intersect(Names))
            Assert.True(name == target && errorId == "DrillNodeUnreachable" || await IsCleanAsync(name), $"{name} is clean");
    }
}
