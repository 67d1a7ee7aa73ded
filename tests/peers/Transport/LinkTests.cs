using System.Security.Cryptography;
using System.Text;
using Dentropy.Engine.Transport;
using Xunit;

namespace Dentropy.Peers.Tests.Transport;

public sealed class LinkTests : IAsyncLifetime
{
    private readonly SshLinkPool _pool = new();

    public ValueTask InitializeAsync()
    {
        Lab.Require();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _pool.DisposeAsync();

    [Theory]
    [InlineData("echo out; echo err >&2; exit 3", "out\n", "err\n", 3, null)]
    [InlineData("true", "", "", 0, null)]
    [InlineData("kill -TERM $$", "", "", null, "TERM")]
    [InlineData("kill -SEGV $$", "", "", null, "SEGV")]
    [InlineData("exit 255", "", "", 255, null)]
    public async Task OutputErrorAndEndComeBack(string command, string output, string error, int? code, string? signal)
    {
        var link = await _pool.GetAsync(await Lab.NodeAsync("pi1"), default);
        Assert.Equal((output, error, new RemoteExit(code, signal)), await link.RunAsync(command));
    }

    [Fact]
    public async Task BytesPassBothWaysUnchanged()
    {
        var link = await _pool.GetAsync(await Lab.NodeAsync("pi1"), default);
        var data = RandomNumberGenerator.GetBytes((32 * 1024 * 1024) + 7);
        await using var process = await link.StartAsync("cat", default);
        using var back = new MemoryStream();
        var reading = process.StandardOutput.CopyToAsync(back);
        await process.StandardInput.WriteAsync(data);
        await process.StandardInput.DisposeAsync();
        await reading;
        Assert.Equal(SHA256.HashData(data), SHA256.HashData(back.ToArray()));
    }

    [Fact]
    public async Task HugeOutputDoesNotGrowMemory()
    {
        var link = await _pool.GetAsync(await Lab.NodeAsync("pi1"), default);
        await link.RunAsync("head -c 64000000 /dev/zero");
        GC.Collect();
        var before = Environment.WorkingSet;
        await using var process = await link.StartAsync("head -c 2000000000 /dev/zero", default);
        var buffer = new byte[128 * 1024];
        long total = 0, most = 0;
        for (int count; (count = await process.StandardOutput.ReadAsync(buffer)) > 0; total += count)
        {
            most = Math.Max(most, Environment.WorkingSet - before);
        }

        Assert.Equal(2_000_000_000, total);
        Assert.True(most < 64_000_000, $"The working set grew by {most} bytes.");
    }

    [Fact]
    public async Task OutputThatNobodyReadsHoldsTheCommandBack()
    {
        var node = await Lab.NodeAsync("pi1");
        var link = await _pool.GetAsync(node, default);
        await using var process = await link.StartAsync("head -c 50000000 /dev/zero; touch /tmp/through", default);
        // Other commands pass meanwhile, over the same link.
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal("no\n", (await link.RunAsync("test -e /tmp/through && echo yes || echo no")).Output);
        }

        await process.StandardOutput.CopyToAsync(Stream.Null);
        await process.WaitForExitAsync(default);
        Assert.Equal("", (await link.RunAsync("rm /tmp/through")).Error);
    }

    [Fact]
    public async Task ACommandThatReadsNoInputDoesNotBlockItsSender()
    {
        var link = await _pool.GetAsync(await Lab.NodeAsync("pi1"), default);
        await using var process = await link.StartAsync("exec 0<&-; sleep 0.2; exit 4", default);
        try
        {
            await process.StandardInput.WriteAsync(new byte[64 * 1024 * 1024]);
        }
        catch (IOException)
        {
            // The server may take and drop the input, or close before all of it was sent; both are an end.
        }

        Assert.Equal(4, (await process.WaitForExitAsync(default)).ExitCode);
    }

    [Fact]
    public async Task AStoppedCommandIsGoneFromTheNode()
    {
        var link = await _pool.GetAsync(await Lab.NodeAsync("pi1"), default);
        var process = await link.StartAsync("sleep 98761 & sleep 98762", default);
        await Lab.UntilAsync(async () => (await link.RunAsync("pgrep -c sleep")).Output == "2\n", "both run");
        await process.StopAsync();
        await process.DisposeAsync();
        await Lab.UntilAsync(async () => (await link.RunAsync("pgrep -c sleep")).Output == "0\n", "both are gone");
    }

    [Fact]
    public async Task ACommandThatIgnoresTermIsKilled()
    {
        var link = await _pool.GetAsync(await Lab.NodeAsync("pi1"), default);
        var process = await link.StartAsync("trap '' TERM; echo ready; sleep 98763; sleep 98764", default);
        await process.StandardOutput.ReadExactlyAsync(new byte[6]);
        await process.StopAsync();
        await process.DisposeAsync();
        await Lab.UntilAsync(async () => (await link.RunAsync("pgrep -c sleep")).Output == "0\n", "it is gone");
    }

    [Fact]
    public async Task ClosingThePoolEndsEvenStubbornCommandsAndLeavesNoProcess()
    {
        var node = await Lab.NodeAsync("pi1");
        await using (var pool = new SshLinkPool())
        {
            var link = await pool.GetAsync(node, default);
            var process = await link.StartAsync("trap '' TERM; echo ready; sleep 98765; sleep 98766", default);
            await process.StandardOutput.ReadExactlyAsync(new byte[6]);
            await process.StopAsync();
            Assert.NotEmpty(SshMasters.Mine());
        }

        await Lab.UntilAsync(() => Task.FromResult(SshMasters.Mine().Count == 0), "no ssh master is left");
        await Lab.UntilAsync(async () => await Lab.ExecAsync("pi1", "pgrep -c sleep") == "0\n", "it is gone");
    }

    [Fact]
    public async Task MoreCommandsThanMaxSessionsAllRun()
    {
        await Lab.RunAsync("sshd", "pi2", "--set", "MaxSessions 2");
        try
        {
            var link = await _pool.GetAsync(await Lab.NodeAsync("pi2"), default);
            var all = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => link.RunAsync($"echo {i}")));
            Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{i}\n"), all.Select(result => result.Output));
        }
        finally
        {
            await Lab.RunAsync("sshd", "pi2", "--reset");
        }
    }

    [Fact]
    public async Task ConnectionsThatMaxStartupsDropsAreTriedAgain()
    {
        await Lab.RunAsync("sshd", "pi2", "--set", "MaxStartups 2:60:6");
        var pools = Enumerable.Range(0, 16).Select(_ => new SshLinkPool()).ToList();
        try
        {
            var node = await Lab.NodeAsync("pi2");
            var all = await Task.WhenAll(pools.Select(async pool => await (await pool.GetAsync(node, default)).RunAsync("echo in")));
            Assert.All(all, result => Assert.Equal("in\n", result.Output));
        }
        finally
        {
            await Task.WhenAll(pools.Select(pool => pool.DisposeAsync().AsTask()));
            await Lab.RunAsync("sshd", "pi2", "--reset");
        }
    }

    [Fact]
    public async Task ASocketOnTheNodeIsAStream()
    {
        var link = await _pool.GetAsync(await Lab.NodeAsync("pi1"), default);
        const string Server = "perl -MIO::Socket::UNIX -e 'unlink \"/tmp/echo.sock\"; $s=IO::Socket::UNIX->new(Local=>\"/tmp/echo.sock\",Listen=>1); $|=1; print \"up\\n\"; $c=$s->accept; while(sysread($c,$b,65536)){print $c uc $b; $c->flush}'";
        await using var server = await link.StartAsync(Server, default);
        await server.StandardOutput.ReadExactlyAsync(new byte[3]);
        await using (var socket = await link.ConnectSocketAsync("/tmp/echo.sock", default))
        {
            await socket.WriteAsync("hello"u8.ToArray());
            var answer = new byte[5];
            await socket.ReadExactlyAsync(answer);
            Assert.Equal("HELLO", Encoding.ASCII.GetString(answer));
        }

        Assert.Equal(0, (await server.WaitForExitAsync(default)).ExitCode);
    }

    [Fact]
    public async Task MuchDataPassesASocketUnchangedAndEndsWithIt()
    {
        var link = await _pool.GetAsync(await Lab.NodeAsync("pi1"), default);
        // Gives back what it has read once it has read enough, and closes its end first.
        const int Much = (48 * 1024 * 1024) + 11;
        var server = $"perl -MIO::Socket::UNIX -e 'unlink \"/tmp/much.sock\"; $s=IO::Socket::UNIX->new(Local=>\"/tmp/much.sock\",Listen=>1); $|=1; print \"up\\n\"; $c=$s->accept; read($c,$b,{Much}); print $c $b; close $c'";
        await using var process = await link.StartAsync(server, default);
        await process.StandardOutput.ReadExactlyAsync(new byte[3]);
        var data = RandomNumberGenerator.GetBytes(Much);
        await using var socket = await link.ConnectSocketAsync("/tmp/much.sock", default);
        await socket.WriteAsync(data);
        using var back = new MemoryStream();
        await socket.CopyToAsync(back);
        Assert.Equal(SHA256.HashData(data), SHA256.HashData(back.ToArray()));
    }

    [Fact]
    public async Task ManyStreamsOfOneLinkPassTheirBytesUnchangedAtOnce()
    {
        var link = await _pool.GetAsync(await Lab.NodeAsync("pi1"), default);
        await Task.WhenAll(Enumerable.Range(1, 6).Select(number => EchoAsync(link, number)));
    }

    // Pieces of odd sizes, so that packets, rings and buffers end in different places.
    private static async Task EchoAsync(INodeLink link, int number)
    {
        var data = RandomNumberGenerator.GetBytes((8 * 1024 * 1024) + number);
        await using var process = await link.StartAsync("cat", default);
        var reading = ReadAsync(process.StandardOutput, 4093 * number);
        for (var at = 0; at < data.Length; at += 70_001 * number)
        {
            await process.StandardInput.WriteAsync(data.AsMemory(at, Math.Min(70_001 * number, data.Length - at)));
        }

        await process.StandardInput.DisposeAsync();
        Assert.Equal(SHA256.HashData(data), await reading);
    }

    private static async Task<byte[]> ReadAsync(Stream stream, int piece)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[piece];
        for (int count; (count = await stream.ReadAsync(buffer)) > 0;)
        {
            hash.AppendData(buffer, 0, count);
        }

        return hash.GetHashAndReset();
    }

    [Fact]
    public async Task ASocketThatIsNotThereIsAClearError()
    {
        var link = await _pool.GetAsync(await Lab.NodeAsync("pi1"), default);
        var error = await Assert.ThrowsAsync<DentropyException>(() => link.ConnectSocketAsync("/run/none.sock", default));
        Assert.Equal("RemoteSocketRefused", error.ErrorId);
        Assert.Equal("pi1", error.Target);
    }

    [Fact]
    public async Task ANodeBehindAJumpHostIsReachedThroughOneLinkToIt()
    {
        var hidden = await Lab.NodeAsync("pi4") with { ProxyJump = "pi1" };
        var other = await Lab.NodeAsync("pi5") with { ProxyJump = "pi3,pi1" };
        var link = await _pool.GetAsync(hidden, default);
        Assert.Equal("pi4\n", (await link.RunAsync("hostname")).Output);
        Assert.StartsWith((await Lab.NodeAsync("pi1")).Address!, (await link.RunAsync("echo $SSH_CONNECTION")).Output, StringComparison.Ordinal);
        Assert.Equal("pi5\n", (await (await _pool.GetAsync(other, default)).RunAsync("hostname")).Output);
        // pi1 for pi4, pi3, and pi1 again by way of pi3, and the two themselves.
        Assert.Equal(5, SshMasters.Mine().Count);
    }

    [Fact]
    public async Task JumpHostsThatLeadInACircleAreRefused()
    {
        var node = await Lab.NodeAsync("pi4") with { ProxyJump = "pi1,pi4" };
        var error = await Assert.ThrowsAsync<DentropyException>(() => _pool.GetAsync(node, default));
        Assert.Equal("ProxyJumpLoop", error.ErrorId);
    }
}
