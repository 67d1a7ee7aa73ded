using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Peers.Tests.Transport;

/// <summary>The way without control sockets, and the way to this machine itself.</summary>
public sealed class ProcessTransportTests : IAsyncLifetime
{
    private readonly SshLinkPool _pool = new(new LinkOptions { UseControlSockets = false });

    public ValueTask InitializeAsync()
    {
        Lab.Require();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _pool.DisposeAsync();

    [Fact]
    public async Task CommandsRunOverAnSshEach()
    {
        var link = await _pool.GetAsync(await Lab.NodeAsync("pi1"), default);
        Assert.Equal(("pi1\n", "e\n", new RemoteExit(3, null)), await link.RunAsync("hostname; echo e >&2; exit 3"));
        Assert.Equal("text", (await link.RunAsync("cat", "text"u8.ToArray())).Output);
        Assert.Empty(SshMasters.Mine());
    }

    [Fact]
    public async Task AStoppedCommandIsGoneFromTheNode()
    {
        var link = await _pool.GetAsync(await Lab.NodeAsync("pi1"), default);
        var process = await link.StartAsync("echo on; sleep 98767", default);
        await process.StandardOutput.ReadExactlyAsync(new byte[3]);
        await process.StopAsync();
        await process.DisposeAsync();
        Assert.Equal("0\n", await Lab.ExecAsync("pi1", "pgrep -c sleep"));
    }

    [Fact]
    public async Task AJumpHostWorksHereToo()
    {
        var link = await _pool.GetAsync(await Lab.NodeAsync("pi4") with { ProxyJump = "pi1" }, default);
        Assert.Equal("pi4\n", (await link.RunAsync("hostname")).Output);
    }

    [Fact]
    public async Task ErrorsAreTheSame()
    {
        var node = await Lab.NodeAsync("pi1");
        Assert.Equal("NodeUnreachable", (await Assert.ThrowsAsync<DentropyException>(() => _pool.GetAsync(node with { Port = 9 }, default))).ErrorId);
        var link = await _pool.GetAsync(node, default);
        Assert.Equal("RemoteSocketUnsupported", (await Assert.ThrowsAsync<DentropyException>(() => link.ConnectSocketAsync("/run/x", default))).ErrorId);
    }

    [Fact]
    public async Task LocalhostNeedsNoSsh()
    {
        var link = await _pool.GetAsync(DcNode.Local, default);
        Assert.Equal(("x\n", "y\n", new RemoteExit(5, null)), await link.RunAsync("cat; echo y >&2; exit 5", "x\n"u8.ToArray()));
        Assert.Equal(new RemoteExit(null, "KILL"), (await link.RunAsync("kill -KILL $$")).Exit);
    }
}
