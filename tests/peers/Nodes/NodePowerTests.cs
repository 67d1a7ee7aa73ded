using Dentropy.Engine.Cluster;
using Dentropy.Engine.Nodes;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Peers.Tests.Nodes;

public sealed class NodePowerTests : IAsyncDisposable
{
    private readonly SshLinkPool _pool = new();
    private readonly NodePowerSettings _wait = new() { Wait = true, WaitLimit = TimeSpan.FromSeconds(40) };

    public ValueTask DisposeAsync() => _pool.DisposeAsync();

    [Fact]
    public async Task ARestartedHostIsBackWhenItHasANewBootId()
    {
        var node = await Lab.NodeAsync("pi1");
        var before = await BootIdAsync("pi1");

        var result = Assert.Single(await RestartAsync([node], _wait));

        Assert.Null(result.Failure);
        Assert.Equal(DcNodePowerStatus.Done, result.Status);
        Assert.Equal(before, result.BootIdBefore);
        Assert.NotEqual(before, result.BootIdAfter);
        Assert.Equal(await BootIdAsync("pi1"), result.BootIdAfter);
        Assert.InRange(result.Downtime!.Value, TimeSpan.Zero, result.Duration);
    }

    [Fact]
    public async Task ARollingRestartHasOneHostDownAtATimeAndSaysWhatItWaitsFor()
    {
        var nodes = new[] { await Lab.NodeAsync("pi1"), await Lab.NodeAsync("pi2"), await Lab.NodeAsync("pi3") };
        var said = new List<FanOutProgress>();

        var results = await RestartAsync(nodes, _wait, new Reporter(said.Add));

        Assert.All(results, result => Assert.Equal(DcNodePowerStatus.Done, result.Status));
        Assert.Equal(["pi1", "pi2", "pi3"], results.Select(result => result.Node));
        Assert.All(said, report => Assert.InRange(report.Running, 0, 1));
        Assert.Contains(said, report => report is { Node: "pi2", Activity: "waiting for boot" });
        Assert.Equal(3, said[^1].Finished);
    }

    [Fact]
    public async Task ThroughSudoAPlainAccountMayRestartToo()
    {
        var node = await Lab.NodeAsync("pi2") with { User = "ops" };

        var result = Assert.Single(await RestartAsync([node], _wait));

        Assert.Equal(DcNodePowerStatus.Done, result.Status);
    }

    [Fact]
    public async Task WithoutWaitingTheRequestIsEnough()
    {
        var node = await Lab.NodeAsync("pi3");
        var before = await BootIdAsync("pi3");

        var result = Assert.Single(await RestartAsync([node], new NodePowerSettings()));

        Assert.Equal(DcNodePowerStatus.Requested, result.Status);
        Assert.Equal(before, result.BootIdBefore);
        await Lab.UntilAsync(async () => await BootIdAsync("pi3") is { Length: > 0 } now && now != before, "pi3 is back");
    }

    [Fact]
    public async Task AnAccountWithoutTheRightIsRefusedAndTheHostStaysUp()
    {
        var node = await Lab.NodeAsync("pi1") with { User = "ops" };
        var before = await BootIdAsync("pi1");
        await Lab.ExecAsync("pi1", "mv /etc/sudoers.d/ops /etc/ops.sudoers");
        try
        {
            var restart = Assert.Single(await RestartAsync([node], _wait));
            var stop = Assert.Single(await StopAsync([node], _wait));

            Assert.Equal("RebootRefused", restart.Failure?.ErrorId);
            Assert.Contains("password", restart.Failure!.Message, StringComparison.Ordinal);
            Assert.Equal("PowerOffRefused", stop.Failure?.ErrorId);
            Assert.Equal(before, await BootIdAsync("pi1"));
        }
        finally
        {
            await Lab.ExecAsync("pi1", "mv /etc/ops.sudoers /etc/sudoers.d/ops");
        }
    }

    [Fact]
    public async Task AHostThatDoesNotComeBackEndsTheRolling()
    {
        var nodes = new[] { await Lab.NodeAsync("pi2"), await Lab.NodeAsync("pi3") };
        var before = await BootIdAsync("pi3");
        await Lab.RunAsync("link", "pi2", "pass");
        var cut = false;
        var reporter = new Reporter(report =>
        {
            // Once the request is through, the cable goes: the host starts again, and nobody sees it.
            if (report is { Node: "pi2", Activity: "waiting for shutdown" } && !cut)
            {
                cut = true;
                Lab.RunAsync("link", "pi2", "drop").GetAwaiter().GetResult();
            }
        });
        try
        {
            var results = await RestartAsync(nodes, _wait with { WaitLimit = TimeSpan.FromSeconds(4) }, reporter);

            Assert.Equal(DcNodePowerStatus.TimedOut, results[0].Status);
            Assert.Equal("BootTimeout", results[0].Failure?.ErrorId);
            Assert.Equal(DcNodePowerStatus.Skipped, results[1].Status);
            Assert.Contains("pi2", results[1].Reason!, StringComparison.Ordinal);
            Assert.Equal(before, await BootIdAsync("pi3"));
        }
        finally
        {
            await Lab.RunAsync("link", "pi2", "pass");
            await Lab.UntilAsync(async () => (await BootIdAsync("pi2")).Length > 0, "pi2 is back");
        }
    }

    [Fact]
    public async Task AStoppedHostIsOff()
    {
        var node = await Lab.NodeAsync("pi4");
        try
        {
            var result = Assert.Single(await StopAsync([node], _wait));

            Assert.Null(result.Failure);
            Assert.Equal(DcNodePowerStatus.Done, result.Status);
            await Lab.UntilAsync(async () => (await Lab.ExecAsync("pi4", "true; echo on")).Length == 0, "pi4 is off");
            Assert.Contains(Assert.Single(await RestartAsync([node], _wait)).Failure!.ErrorId, new[] { "NodeUnreachable", "ConnectTimeout" });
        }
        finally
        {
            await Lab.RunAsync("power", "pi4", "on");
        }
    }

    [Fact]
    public async Task TwoAtATimeAreTwoAtATime()
    {
        var nodes = new[] { await Lab.NodeAsync("pi1"), await Lab.NodeAsync("pi2"), await Lab.NodeAsync("pi3"), await Lab.NodeAsync("pi4") };
        var most = 0;

        var results = await RestartAsync(nodes, _wait with { MaxUnavailable = 2 }, new Reporter(report => most = Math.Max(most, report.Running)));

        Assert.All(results, result => Assert.Equal(DcNodePowerStatus.Done, result.Status));
        Assert.Equal(2, most);
    }

    private static async Task<string> BootIdAsync(string node) => (await Lab.ExecAsync(node, "cat /proc/sys/kernel/random/boot_id")).Trim();

    private Task<List<DcNodePowerResult>> RestartAsync(IReadOnlyList<DcNode> nodes, NodePowerSettings settings, IProgress<FanOutProgress>? progress = null) =>
        ListAsync(new NodePower(_pool).RestartAsync(nodes, settings, progress, TestContext.Current.CancellationToken));

    private Task<List<DcNodePowerResult>> StopAsync(IReadOnlyList<DcNode> nodes, NodePowerSettings settings) =>
        ListAsync(new NodePower(_pool).StopAsync(nodes, settings, progress: null, TestContext.Current.CancellationToken));

    private static async Task<List<DcNodePowerResult>> ListAsync(IAsyncEnumerable<DcNodePowerResult> results)
    {
        var list = new List<DcNodePowerResult>();
        await foreach (var result in results)
        {
            list.Add(result);
        }

        return list;
    }

    private sealed class Reporter(Action<FanOutProgress> take) : IProgress<FanOutProgress>
    {
        private readonly Lock _gate = new();

        public void Report(FanOutProgress value)
        {
            lock (_gate)
            {
                take(value);
            }
        }
    }
}
