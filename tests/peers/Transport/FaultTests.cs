using System.Diagnostics;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Peers.Tests.Transport;

/// <summary>What happens when hosts, links and masters fail.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private readonly SshLinkPool _pool = new(new LinkOptions { KeepAliveInterval = TimeSpan.FromSeconds(1), KeepAliveCount = 2, ConnectTimeout = TimeSpan.FromSeconds(3) });
    private readonly string _folder = Directory.CreateTempSubdirectory("dentropy-test-").FullName;

    public ValueTask InitializeAsync()
    {
        Lab.Require();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task AMasterThatIsKilledLosesItsCommandsAndTheNextCommandMakesAnother()
    {
        var link = await _pool.GetAsync(await Lab.NodeAsync("pi1"), default);
        await using var process = await link.StartAsync("echo on; sleep 60", default);
        await process.StandardOutput.ReadExactlyAsync(new byte[3]);
        Process.GetProcessById(Assert.Single(SshMasters.Mine())).Kill();
        var error = await Assert.ThrowsAsync<DentropyException>(() => process.WaitForExitAsync(default));
        Assert.Equal(("LinkLost", "pi1"), (error.ErrorId, error.Target));
        // Nobody could tell the node to stop what ran there.
        Assert.Equal("again\n", (await link.RunAsync("pkill sleep; echo again")).Output);
    }

    [Fact]
    public async Task ALinkThatGoesSilentIsGivenUpWithinItsBoundAndHealsLater()
    {
        var node = await Lab.NodeAsync("pi3");
        var link = await _pool.GetAsync(node, default);
        await using var process = await link.StartAsync("echo on; sleep 600", default);
        await process.StandardOutput.ReadExactlyAsync(new byte[3]);
        await Lab.RunAsync("link", "pi3", "drop");
        try
        {
            // One second of silence, two signs of life that stay out: the bound of 20 s leaves room for a loaded machine.
            var error = await Assert.ThrowsAsync<DentropyException>(() => process.WaitForExitAsync(default).WaitAsync(TimeSpan.FromSeconds(20)));
            Assert.Equal("LinkLost", error.ErrorId);
            var refused = await Assert.ThrowsAsync<DentropyException>(() => _pool.GetAsync(node, default));
            Assert.Equal("ConnectTimeout", refused.ErrorId);
        }
        finally
        {
            await Lab.RunAsync("link", "pi3", "pass");
        }

        Assert.Equal("back\n", (await link.RunAsync("pkill sleep; echo back")).Output);
    }

    [Fact]
    public async Task AServerThatIsGoneInTheMiddleOfOutputIsALostLink()
    {
        var node = await Lab.NodeAsync("pi6");
        var link = await _pool.GetAsync(node, default);
        await using var process = await link.StartAsync("yes", default);
        var reading = process.StandardOutput.CopyToAsync(Stream.Null);
        await Lab.RunAsync("power", "pi6", "off");
        try
        {
            var error = await Assert.ThrowsAsync<DentropyException>(() => process.WaitForExitAsync(default).WaitAsync(TimeSpan.FromSeconds(30)));
            Assert.Equal(("LinkLost", "pi6"), (error.ErrorId, error.Target));
            await Assert.ThrowsAnyAsync<IOException>(() => reading);
        }
        finally
        {
            await Lab.RunAsync("power", "pi6", "on");
        }

        Assert.Equal("pi6\n", (await link.RunAsync("hostname")).Output);
    }

    [Fact]
    public async Task AHostKeyThatChangedIsRefusedUntilItsFingerprintIsTrusted()
    {
        var lab = await Lab.NodeAsync("pi5");
        var node = lab with { Cloud = _folder };
        var keys = new HostKeys(_pool);
        var first = await keys.AcceptNewAsync(node, default);
        await (await _pool.GetAsync(node, default)).RunAsync("true");
        await _pool.CloseAsync(node);
        await Lab.RunAsync("rekey", "pi5", "--trust");

        Assert.Equal("HostKeyChanged", (await Assert.ThrowsAsync<DentropyException>(() => _pool.GetAsync(node, default))).ErrorId);
        Assert.Equal("HostKeyChanged", (await Assert.ThrowsAsync<DentropyException>(() => keys.AcceptNewAsync(node, default))).ErrorId);
        Assert.Equal("HostKeyMismatch", (await Assert.ThrowsAsync<DentropyException>(() => keys.TrustAsync(node, first.Fingerprint, default))).ErrorId);
        Assert.Equal("InvalidFingerprint", (await Assert.ThrowsAsync<DentropyException>(() => keys.TrustAsync(node, "SHA256:abc", default))).ErrorId);
        Assert.Equal(first.ToString(), Assert.Single(await File.ReadAllLinesAsync(HostKeys.FileIn(_folder))));

        var second = await keys.GatherAsync(node, default);
        await keys.TrustAsync(node, second.Fingerprint, default);
        Assert.Equal(second.ToString(), Assert.Single(await File.ReadAllLinesAsync(HostKeys.FileIn(_folder))));
        Assert.Equal("pi5\n", (await (await _pool.GetAsync(node, default)).RunAsync("hostname")).Output);
    }

    [Fact]
    public async Task AHostThatIsNotKnownIsRefused()
    {
        var node = await Lab.NodeAsync("pi1") with { Cloud = _folder };
        Assert.Equal("HostKeyUnknown", (await Assert.ThrowsAsync<DentropyException>(() => _pool.GetAsync(node, default))).ErrorId);
    }

    [Fact]
    public async Task AKeyThatTheServerDoesNotKnowIsRefused()
    {
        var key = Path.Combine(_folder, "key");
        using (var keygen = Process.Start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]))
        {
            await keygen.WaitForExitAsync();
        }

        var node = await Lab.NodeAsync("pi1");
        Assert.Equal("KeyRefused", (await Assert.ThrowsAsync<DentropyException>(() => _pool.GetAsync(node with { IdentityFile = key }, default))).ErrorId);
        Assert.Equal("IdentityFileMissing", (await Assert.ThrowsAsync<DentropyException>(() => _pool.GetAsync(node with { IdentityFile = key + "-none" }, default))).ErrorId);
    }

    [Fact]
    public async Task APortWithoutAServerIsUnreachable()
    {
        var node = await Lab.NodeAsync("pi1") with { Port = 9 };
        var error = await Assert.ThrowsAsync<DentropyException>(() => _pool.GetAsync(node, default));
        Assert.Equal(("NodeUnreachable", "pi1"), (error.ErrorId, error.Target));
    }

    [Fact]
    public async Task ASshThatIsNotThereIsAClearError()
    {
        await using var pool = new SshLinkPool(new LinkOptions { SshProgram = "ssh-that-is-not-there" });
        var node = await Lab.NodeAsync("pi1");
        Assert.Equal("SshMissing", (await Assert.ThrowsAsync<DentropyException>(() => pool.GetAsync(node, default))).ErrorId);
    }

    [Fact]
    public async Task GivingUpOnAConnectionLeavesNoProcess()
    {
        using var stop = new CancellationTokenSource();
        var node = new DcNode { Name = "silent", Address = (await Lab.NodeAsync("pi3")).Address };
        await Lab.RunAsync("link", "pi3", "drop");
        try
        {
            var attempt = _pool.GetAsync(node, stop.Token);
            await Lab.UntilAsync(() => Task.FromResult(SshMasters.Mine().Count == 1), "ssh has started");
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => attempt);
            await Lab.UntilAsync(() => Task.FromResult(SshMasters.Mine().Count == 0), "ssh has ended");
        }
        finally
        {
            await Lab.RunAsync("link", "pi3", "pass");
        }
    }
}
