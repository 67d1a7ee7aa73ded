using System.Text;
using Dentropy.Engine.Docker;
using Xunit;

namespace Dentropy.Engine.Tests.Docker;

public sealed class DockerStreamTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TakesWhatCameWithTheUpgrade()
    {
        await using var server = Execs.Server(request => request.WriteAsync([.. FakeRequest.UpgradeHead, .. FakeRequest.Frame(1, "out"), .. FakeRequest.Frame(2, "err"), .. FakeRequest.Frame(1, "put")]));
        await using var exec = await Execs.StartAsync(server);
        Assert.Equal("output", await Execs.ReadTextAsync(exec.StandardOutput));
        Assert.Equal("err", await Execs.ReadTextAsync(exec.StandardError));
        Assert.Equal(3, await exec.WaitForExitAsync(Stop));
        Assert.Equal(42, await exec.GetPidAsync(Stop));
        Assert.Equal("Upgrade", server.Requests[2].Header("Connection"));
        Assert.Equal("tcp", server.Requests[2].Header("Upgrade"));
    }

    [Fact]
    public async Task TakesFramesInAnyPieces()
    {
        await using var server = Execs.Server(async request =>
        {
            await request.WriteAsync(FakeRequest.UpgradeHead);
            foreach (var b in (byte[])[.. FakeRequest.Frame(1, "ab"), .. FakeRequest.Frame(1, ""), .. FakeRequest.Frame(2, "x"), .. FakeRequest.Frame(1, "c")])
            {
                await request.WriteAsync([b]);
            }
        });
        await using var exec = await Execs.StartAsync(server);
        var error = Execs.ReadTextAsync(exec.StandardError);
        Assert.Equal("abc", await Execs.ReadTextAsync(exec.StandardOutput));
        Assert.Equal("x", await error);
    }

    [Fact]
    public async Task BothOutputsComeWholeWhateverTheirSizes()
    {
        var random = new Random(7);
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var frames = new List<byte[]>();
        for (var i = 0; i < 400; i++)
        {
            var data = new byte[random.Next(1, i % 10 == 0 ? 400_000 : 9_000)];
            random.NextBytes(data);
            var isError = random.Next(3) == 0;
            (isError ? error : output).Write(data);
            frames.Add(FakeRequest.Frame(isError ? (byte)2 : (byte)1, data));
        }

        await using var server = Execs.Server(async request =>
        {
            await request.WriteAsync(FakeRequest.UpgradeHead);
            foreach (var frame in frames)
            {
                await request.WriteAsync(frame);
            }
        });
        await using var exec = await Execs.StartAsync(server);
        var errors = Execs.ReadAllAsync(exec.StandardError);
        Assert.Equal(output.ToArray(), await Execs.ReadAllAsync(exec.StandardOutput));
        Assert.Equal(error.ToArray(), await errors);
    }

    [Fact]
    public async Task OneOutputMayBeReadAfterTheOther()
    {
        var lines = new string('e', 60 * 1024);
        await using var server = Execs.Server(request => request.WriteAsync([.. FakeRequest.UpgradeHead, .. FakeRequest.Frame(2, lines), .. FakeRequest.Frame(1, "out")]));
        await using var exec = await Execs.StartAsync(server);
        Assert.Equal("out", await Execs.ReadTextAsync(exec.StandardOutput));
        Assert.Equal(lines, await Execs.ReadTextAsync(exec.StandardError));
    }

    [Fact]
    public async Task ErrorsCanBeReadWhileNobodyReadsTheOutput()
    {
        var go = new TaskCompletionSource();
        await using var server = Execs.Server(async request =>
        {
            await request.WriteAsync([.. FakeRequest.UpgradeHead, .. FakeRequest.Frame(1, "kept"), .. FakeRequest.Frame(2, "first")]);
            await go.Task;
            await request.WriteAsync(FakeRequest.Frame(2, "second"));
        });
        await using var exec = await Execs.StartAsync(server);
        var buffer = new byte[5];
        await exec.StandardError.ReadExactlyAsync(buffer, Stop);
        Assert.Equal("first", Encoding.ASCII.GetString(buffer));
        go.SetResult();
        Assert.Equal("second", await Execs.ReadTextAsync(exec.StandardError));
        Assert.Equal("kept", await Execs.ReadTextAsync(exec.StandardOutput));
    }

    [Fact]
    public async Task WhatIsNotReadHoldsTheServerBack()
    {
        long sent = 0;
        await using var server = Execs.Server(async request =>
        {
            await request.WriteAsync(FakeRequest.UpgradeHead);
            var frame = FakeRequest.Frame(1, new byte[64 * 1024]);
            for (var i = 0; i < 1024; i++)
            {
                await request.WriteAsync(frame);
                Interlocked.Add(ref sent, frame.Length);
            }
        });
        await using var exec = await Execs.StartAsync(server);
        var errors = Execs.ReadAllAsync(exec.StandardError);
        await exec.StandardOutput.ReadExactlyAsync(new byte[1024 * 1024], Stop);
        for (long before = -1; before != Interlocked.Read(ref sent);)
        {
            before = Interlocked.Read(ref sent);
            await Task.Delay(200, Stop);
        }

        Assert.InRange(Interlocked.Read(ref sent), 1024 * 1024, 3 * 1024 * 1024);
        Assert.Equal(63 * 1024 * 1024, (await Execs.ReadAllAsync(exec.StandardOutput)).Length);
        Assert.Empty(await errors);
    }

    // A stream whose other end has no more room, as a full disk gives, leaves its reader away for good while the errors' reader waits for him.
    [Fact(Timeout = 60_000)]
    public async Task WhoeverWaitsForTheOtherReaderIsToldWhenTheConnectionIsGivenUp()
    {
        var moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var raw = new Once(FakeRequest.Frame(1, new byte[100 * 1024]), moved);
        using var stream = new DockerStream(raw, raw, "pi1", DockerSubject.Container("web", "run a command"));
        var frames = new FrameSplitter(stream, isPlain: false);
        var read = frames.ReadAsync(isError: true, new byte[10], Stop).AsTask();
        await moved.Task;
        frames.Close();
        var error = await Assert.ThrowsAsync<DentropyException>(() => read);
        Assert.Equal("DockerConnectionLost", error.ErrorId);
        await frames.End;
    }

    [Fact]
    public async Task InputIsClosedByHalf()
    {
        await using var server = Execs.Server(async request =>
        {
            await request.WriteAsync(FakeRequest.UpgradeHead);
            using var input = new MemoryStream();
            await request.Stream.CopyToAsync(input);
            await request.WriteAsync(FakeRequest.Frame(1, input.ToArray()));
        });
        await using var exec = await Execs.StartAsync(server, stdin: true);
        await exec.StandardInput.WriteAsync("hello"u8.ToArray(), Stop);
        await exec.CloseInputAsync(Stop);
        Assert.Equal("hello", await Execs.ReadTextAsync(exec.StandardOutput));
    }

    [Theory]
    [InlineData("0100000000000005616263", "DockerConnectionLost")]
    [InlineData("01000000", "DockerConnectionLost")]
    [InlineData("0700000000000001ff", "DockerAnswerInvalid")]
    [InlineData("48545450", "DockerConnectionLost")]
    [InlineData("4854545020202020", "DockerAnswerInvalid")]
    [InlineData("0300000000000004626f6f6d", "DockerFailed")]
    public async Task NoticesFramesThatAreBroken(string hex, string errorId)
    {
        await using var server = Execs.Server(request => request.WriteAsync([.. FakeRequest.UpgradeHead, .. Convert.FromHexString(hex)]));
        await using var exec = await Execs.StartAsync(server);
        var output = await Assert.ThrowsAsync<DentropyException>(() => Execs.ReadAllAsync(exec.StandardOutput));
        var error = await Assert.ThrowsAsync<DentropyException>(() => Execs.ReadAllAsync(exec.StandardError));
        Assert.Equal(errorId, output.ErrorId);
        Assert.Equal(errorId, error.ErrorId);
    }

    [Fact]
    public async Task ACommandThatCannotStartSaysWhy()
    {
        await using var server = Execs.Server(request => request.ErrorAsync(400, "exec: no such file"));
        var error = await Assert.ThrowsAsync<DentropyException>(() => Execs.StartAsync(server));
        Assert.Equal("DockerRefused", error.ErrorId);
        Assert.Contains("no such file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExitIsAwaited()
    {
        var looks = 0;
        await using var server = Execs.Server(
            request => request.WriteAsync(FakeRequest.UpgradeHead),
            () => ++looks < 4 ? """{"Running":true,"ExitCode":null}""" : """{"Running":false,"ExitCode":137}""");
        await using var exec = await Execs.StartAsync(server);
        Assert.Empty(await Execs.ReadAllAsync(exec.StandardOutput));
        Assert.Equal(137, await exec.WaitForExitAsync(Stop));
        Assert.Equal(4, looks);
    }

    [Fact]
    public async Task CancellingAReadEndsTheConnection()
    {
        var closed = new TaskCompletionSource();
        await using var server = Execs.Server(async request =>
        {
            await request.WriteAsync(FakeRequest.UpgradeHead);
            if (await request.Stream.ReadAsync(new byte[1]) == 0)
            {
                closed.SetResult();
            }
        });
        await using var exec = await Execs.StartAsync(server);
        using var stop = new CancellationTokenSource();
        var read = exec.StandardOutput.ReadAsync(new byte[10], stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        await exec.DisposeAsync();
        await closed.Task.WaitAsync(Stop);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LogsComeInPieces(bool hasTerminal)
    {
        await using var server = new FakeDocker(async request =>
        {
            if (request.Target.EndsWith("/json", StringComparison.Ordinal))
            {
                await request.JsonAsync($$"""{"Config":{"Tty":{{(hasTerminal ? "true" : "false")}} } }""");
                return;
            }

            await request.BeginChunksAsync();
            if (hasTerminal)
            {
                await request.ChunkAsync("a line\r\n");
            }
            else
            {
                await request.ChunkAsync([.. FakeRequest.Frame(1, "one\n"), .. FakeRequest.Frame(2, "two\n")[..3]]);
                await request.ChunkAsync(FakeRequest.Frame(2, "two\n")[3..]);
            }

            await request.EndChunksAsync();
        });
        var client = await server.ClientAsync();
        var query = new LogQuery { Tail = 5, Since = DateTimeOffset.UnixEpoch.AddSeconds(1.5), Follow = true };
        var chunks = new List<string>();
        await foreach (var chunk in client.Containers.LogsAsync("web", query, Stop))
        {
            chunks.Add((chunk.IsError ? "E " : "O ") + Encoding.UTF8.GetString(chunk.Data.Span));
        }

        Assert.Equal(hasTerminal ? ["O a line\r\n"] : ["O one\n", "E two\n"], chunks);
        Assert.EndsWith("/logs?follow=1&stdout=1&stderr=1&tail=5&since=1.500000000", server.Requests[^1].Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LeavingALogEndsItsConnection()
    {
        var closed = new TaskCompletionSource();
        await using var server = new FakeDocker(async request =>
        {
            if (request.Target.EndsWith("/json", StringComparison.Ordinal))
            {
                await request.JsonAsync("{}");
                return;
            }

            await request.BeginChunksAsync();
            await request.ChunkAsync(FakeRequest.Frame(1, "one\n"));
            if (await request.Stream.ReadAsync(new byte[1]) == 0)
            {
                closed.SetResult();
            }
        });
        var client = await server.ClientAsync();
        await foreach (var _ in client.Containers.LogsAsync("web", new LogQuery { Follow = true }, Stop))
        {
            break;
        }

        await closed.Task.WaitAsync(Stop);
    }

    [Fact]
    public async Task EventsComeAsTheyHappen()
    {
        var go = new TaskCompletionSource();
        await using var server = new FakeDocker(async request =>
        {
            await request.BeginChunksAsync();
            await request.ChunkAsync("""{"Type":"container","Action":"die","Actor":{"ID":"abc","Attributes":{"exitCode":"1"}},"time":1700000000,"timeNano":1700000000123456789}""" + "\n");
            await go.Task;
            await request.ChunkAsync("""{"Type":"container","Action":"sta""");
            await request.ChunkAsync("""rt"}""" + "\n");
            await request.EndChunksAsync();
        });
        var client = await server.ClientAsync();
        var filters = new Dictionary<string, IReadOnlyList<string>> { ["type"] = ["container"] };
        var seen = new List<DockerEvent>();
        await foreach (var happened in client.System.EventsAsync(null, null, filters, Stop))
        {
            seen.Add(happened);
            go.TrySetResult();
        }

        Assert.Equal(["die", "start"], seen.Select(happened => happened.Action));
        Assert.Equal("1", seen[0].Attributes["exitCode"]);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddTicks(17000000001234567), seen[0].Time);
    }

    private sealed class Once(byte[] data, TaskCompletionSource read) : MemoryStream(data)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            read.TrySetResult();
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
