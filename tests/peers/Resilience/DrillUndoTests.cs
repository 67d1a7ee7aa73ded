using Dentropy.Engine.Resilience.Drill;
using Xunit;

namespace Dentropy.Peers.Tests.Resilience;

/// <summary>However a drill ends, what it did is undone.</summary>
public sealed class DrillUndoTests : DrillTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(30);

    [Fact]
    public async Task AStopPutsEverythingBackAndUntilThenTheCutIsTheOneThatWasPlanned()
    {
        var drill = await PlanAsync(Engine(("web", 1, ["pi1", "pi3"])), "link:sw1-sw2", s_long);
        Assert.Equal(["pi1: pi2", "pi2: pi1"], drill.Nodes.Select(node => $"{node.Node}: {string.Join(',', node.Reaches)}"));
        using var stop = new CancellationTokenSource();
        var heard = new Heard();
        var run = RunAsync(drill, heard: heard, cancellationToken: stop.Token);
        await await Task.WhenAny(heard.Watching, run);

        Assert.False(await ReachesAsync("pi3", "pi1"));
        Assert.False(await ReachesAsync("pi1", "pi3"));
        Assert.True(await ReachesAsync("pi1", "pi2"));
        Assert.True(await ReachesAsync("pi2", "pi1"));
        Assert.True(await ReachesAsync("pi3", "pi6"));

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.True(await IsCleanAsync("pi1") && await IsCleanAsync("pi2"));
        Assert.True(await ReachesAsync("pi3", "pi1"));
    }

    [Fact]
    public async Task WithoutNftTheSameIsDoneByIptables()
    {
        foreach (var name in new[] { "pi1", "pi2" })
            await Lab.ExecAsync(name, "mv /usr/sbin/nft /usr/sbin/nft.away");
        try
        {
            var drill = await PlanAsync(Engine(("web", 1, ["pi1", "pi3"])), "link:sw1-sw2", s_long);
            using var stop = new CancellationTokenSource();
            var heard = new Heard();
            var run = RunAsync(drill, heard: heard, cancellationToken: stop.Token);
            await await Task.WhenAny(heard.Watching, run);
            Assert.Contains("DENTROPY-DRILL-IN", await Lab.ExecAsync("pi1", "iptables -w -t mangle -S"), StringComparison.Ordinal);
            Assert.False(await ReachesAsync("pi3", "pi1"));
            Assert.False(await ReachesAsync("pi1", "pi3"));
            Assert.True(await ReachesAsync("pi1", "pi2"));
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
            Assert.True(await IsCleanAsync("pi1") && await IsCleanAsync("pi2"));
            Assert.True(await ReachesAsync("pi1", "pi3"));
        }
        finally
        {
            foreach (var name in new[] { "pi1", "pi2" })
                await Lab.ExecAsync(name, "mv /usr/sbin/nft.away /usr/sbin/nft");
        }
    }

    [Fact]
    public async Task WhereTheLinkIsCutTheTimerOnTheNodeUndoesIt()
    {
        var drill = await PlanAsync(Engine(("web", 1, ["pi1", "pi3"]), ("etcd", 2, ["pi1", "pi2", "pi3"])), "switch:sw1", TimeSpan.FromSeconds(5));
        var heard = new Heard();
        var run = RunAsync(drill, Quick with { Grace = TimeSpan.FromSeconds(20), NodeLimit = TimeSpan.FromSeconds(10) }, heard);
        await await Task.WhenAny(heard.Watching, run);
        await Lab.RunAsync("link", "pi1", "drop");
        try
        {
            Assert.False(await IsCleanAsync("pi1"));
            await Lab.UntilAsync(() => IsCleanAsync("pi1"), "the timer on pi1 has ended the cut");
        }
        finally
        {
            await Lab.RunAsync("link", "pi1", "pass");
        }

        Assert.All(await run, result => Assert.True(result.Agreed));
        Assert.True(await IsCleanAsync("pi2"));
    }

    [Fact]
    public async Task WhereNobodyEndsADrillTheNodesDo()
    {
        // As after kill -9 of the whole operator: armed and cut, and then never heard of again.
        var node = await Lab.NodeAsync("pi4");
        var link = await Pool.GetAsync(node, default);
        Assert.Contains("armed", (await link.RunAsync(DrillScript.ArmNetwork("deadbeef", TimeSpan.FromSeconds(4)))).Output, StringComparison.Ordinal);
        try
        {
            await link.RunAsync(DrillScript.CutNetwork("deadbeef", ssh: null, []));
        }
        catch (DentropyException e) when (e.ErrorId == "LinkLost")
        {
            // Our connection is cut with everything else.
        }

        await Lab.UntilAsync(() => IsCleanAsync("pi4"), "the timer on pi4 has ended the cut");
        Assert.True(await ReachesAsync("pi3", "pi4"));
    }
}
