using Dentropy.Engine.Nodes;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Peers.Tests.Nodes;

public sealed class NodeProbeTests : IAsyncDisposable
{
    private readonly SshLinkPool _pool = new();

    public ValueTask DisposeAsync() => _pool.DisposeAsync();

    [Fact]
    public async Task AHostTellsWhatItIsAndHowItIs()
    {
        var node = await Lab.NodeAsync("pi1");

        var test = await TestAsync(node);

        Assert.Null(test.Failure);
        Assert.True(test is { Reachable: true, HostKeyKnown: true, KeyAccepted: true, Sudo: true });
        Assert.Equal((await Lab.ExecAsync("pi1", "cat /proc/sys/kernel/random/boot_id")).Trim(), test.BootId);
        Assert.Equal((await Lab.ExecAsync("pi1", "uname -r")).Trim(), test.Kernel);
        Assert.Equal((await Lab.ExecAsync("pi1", "dpkg --print-architecture")).Trim(), test.Architecture);
        Assert.Contains(test.OsVersion!, test.OperatingSystem!, StringComparison.Ordinal);
        Assert.Equal(Environment.ProcessorCount, test.Cpus);
        Assert.Contains(test.Disks, disk => disk.Path == "/" && disk.Size > 0);
        Assert.Contains(test.Disks, disk => disk is { Path: "/srv/small", Size: 16 * 1024 * 1024 });
        Assert.InRange(test.MemoryAvailable!.Value, 1, test.MemoryTotal!.Value);
        Assert.True(test.RoundTrip < test.Duration && test.RoundTrip > TimeSpan.Zero);
        // The lab's hosts and this machine share one clock.
        Assert.InRange(Math.Abs(test.ClockSkewMs!.Value), 0, test.ClockSkewUncertaintyMs!.Value + 0.2);
        Assert.False(test.RebootRequired);
        Assert.Equal(await Lab.ExecAsync("pi1", "command -v serf") is { Length: > 0 }, test.Serf);
    }

    [Fact]
    public async Task WhatIsWrongIsSaid()
    {
        var node = await Lab.NodeAsync("pi2");
        await Lab.ExecAsync("pi2", "head -c 16000000 /dev/zero > /srv/small/fill; touch /run/reboot-required");
        try
        {
            var test = await TestAsync(node with { Architecture = "riscv64" });

            Assert.False(test.Healthy);
            Assert.Equal("/srv/small", test.DiskPath);
            Assert.Contains(test.Problems, problem => problem.Contains("/srv/small", StringComparison.Ordinal));
            Assert.Contains(test.Problems, problem => problem.Contains("riscv64", StringComparison.Ordinal));
            Assert.True(test.RebootRequired);
        }
        finally
        {
            await Lab.ExecAsync("pi2", "rm -f /srv/small/fill /run/reboot-required");
        }
    }

    [Fact]
    public async Task APlainAccountIsJudgedByItsSudo()
    {
        var node = await Lab.NodeAsync("pi1") with { User = "ops" };
        Assert.True((await TestAsync(node)).Sudo);

        await Lab.ExecAsync("pi1", "mv /etc/sudoers.d/ops /etc/ops.sudoers");
        try
        {
            var test = await TestAsync(node);
            Assert.False(test.Sudo);
            Assert.Contains(test.Problems, problem => problem.Contains("root", StringComparison.Ordinal));
        }
        finally
        {
            await Lab.ExecAsync("pi1", "mv /etc/ops.sudoers /etc/sudoers.d/ops");
        }
    }

    [Fact]
    public async Task NodesThatFailAreResultsAndHideNoOther()
    {
        var good = await Lab.NodeAsync("pi1");
        DcNode[] nodes =
        [
            good with { Name = "closed", Port = 9 },
            good with { Name = "nokey", IdentityFile = await NewKeyAsync() },
            good with { Name = "stranger", Cloud = Directory.CreateTempSubdirectory().FullName },
            good,
        ];

        var tests = new Dictionary<string, DcNodeTest>();
        await foreach (var test in new NodeProbe(_pool).TestAsync(nodes, new NodeProbeSettings(), progress: null, TestContext.Current.CancellationToken))
        {
            tests.Add(test.Node, test);
        }

        Assert.True(tests["pi1"].Failure is null);
        Assert.True(tests["closed"] is { Reachable: false, KeyAccepted: null, Healthy: false, Failure.ErrorId: "NodeUnreachable" });
        Assert.True(tests["nokey"] is { Reachable: true, HostKeyKnown: true, KeyAccepted: false, Failure.ErrorId: "KeyRefused" });
        Assert.True(tests["stranger"] is { Reachable: true, HostKeyKnown: false, KeyAccepted: null, Failure.ErrorId: "HostKeyUnknown" });
    }

    [Fact]
    public async Task ANodeThatAnswersNothingTakesNoLongerThanItsLimit()
    {
        var node = await Lab.NodeAsync("pi3");
        await Lab.RunAsync("link", "pi3", "drop");
        try
        {
            var test = await TestAsync(node, new NodeProbeSettings { Timeout = TimeSpan.FromSeconds(1) });

            Assert.True(test is { Reachable: false, Failure.ErrorId: "ConnectTimeout" });
        }
        finally
        {
            await Lab.RunAsync("link", "pi3", "pass");
        }
    }

    [Fact]
    public async Task AHostThatStopsAnsweringOverAWarmLinkIsNotWaitedFor()
    {
        var node = await Lab.NodeAsync("pi3");
        Assert.Null((await TestAsync(node)).Failure);
        await Lab.RunAsync("link", "pi3", "drop");
        try
        {
            var test = await TestAsync(node, new NodeProbeSettings { Timeout = TimeSpan.FromSeconds(1) });
            Assert.Equal("TestTimeout", test.Failure?.ErrorId);
        }
        finally
        {
            await Lab.RunAsync("link", "pi3", "pass");
        }
    }

    [Fact]
    public async Task GreetingsOfStartUpFilesDoNotMatter()
    {
        var node = await Lab.NodeAsync("pi4") with { User = "root" };
        await Lab.ExecAsync("pi4", "echo 'echo welcome; echo ok then' > /root/.bashrc");
        try
        {
            var test = await TestAsync(node);
            Assert.Null(test.Failure);
            Assert.NotNull(test.BootId);
        }
        finally
        {
            await Lab.ExecAsync("pi4", "rm /root/.bashrc");
        }
    }

    [Fact]
    public async Task ThisMachineIsTestedWithoutSsh()
    {
        var test = await TestAsync(DcNode.Local);

        Assert.Null(test.Failure);
        Assert.True(test is { Reachable: true, KeyAccepted: null, HostKeyKnown: null });
        Assert.Equal((await File.ReadAllTextAsync("/proc/sys/kernel/random/boot_id")).Trim(), test.BootId);
    }

    private async Task<DcNodeTest> TestAsync(DcNode node, NodeProbeSettings? settings = null)
    {
        await foreach (var test in new NodeProbe(_pool).TestAsync([node], settings ?? new NodeProbeSettings(), progress: null, TestContext.Current.CancellationToken))
        {
            return test;
        }

        throw new InvalidOperationException("There was no result.");
    }

    private static async Task<string> NewKeyAsync()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "key");
        using var keygen = System.Diagnostics.Process.Start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file]);
        await keygen.WaitForExitAsync();
        return file;
    }
}
