using System.Text;
using System.Text.Json.Nodes;
using Dentropy.Engine.Docker;
using Xunit;

namespace Dentropy.Engine.Tests.Docker;

public sealed class DockerRequestTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.41", "1.12", "1.41")]
    [InlineData("1.45", "1.24", "1.45")]
    [InlineData("1.60", "1.44", "1.51")]
    public async Task SpeaksTheHighestVersionThatBothKnow(string highest, string lowest, string spoken)
    {
        await using var server = new FakeDocker(request => request.JsonAsync("[]"), highest, lowest);
        var client = await server.ClientAsync();
        await client.Images.ListAsync(Stop);
        Assert.Equal(spoken, client.ApiVersion);
        Assert.Equal("20.10.24", client.EngineVersion);
        Assert.Equal("arm64", client.Architecture);
        Assert.Equal($"/v{spoken}/images/json", server.Requests[^1].Target);
    }

    [Theory]
    [InlineData("1.40", "1.12", "DockerApiTooOld")]
    [InlineData("1.99", "1.52", "DockerApiTooNew")]
    [InlineData("", "1.12", "DockerAnswerInvalid")]
    public async Task RefusesVersionsThatItDoesNotKnow(string highest, string lowest, string errorId)
    {
        await using var server = new FakeDocker(request => request.JsonAsync("[]"), highest, lowest);
        var error = await Assert.ThrowsAsync<DentropyException>(server.ClientAsync);
        Assert.Equal(errorId, error.ErrorId);
    }

    [Theory]
    [InlineData(404, "No such container: web", "ContainerNotFound", "web")]
    [InlineData(404, "No such image: nginx:1.27", "ImageNotFound", "nginx:1.27")]
    [InlineData(404, "network front not found", "NetworkNotFound", "front")]
    [InlineData(404, "get data: no such volume", "VolumeNotFound", "web")]
    [InlineData(409, "Conflict. The container name is in use", "DockerConflict", "web")]
    [InlineData(400, "invalid mount config", "DockerRefused", "web")]
    [InlineData(500, "driver failed programming external connectivity", "DockerFailed", "web")]
    [InlineData(503, "This node is not a swarm manager", "DockerFailed", "web")]
    public async Task NamesErrors(int status, string message, string errorId, string target)
    {
        await using var server = new FakeDocker(request => request.ErrorAsync(status, message));
        var client = await server.ClientAsync();
        var error = await Assert.ThrowsAsync<DentropyException>(() => client.Containers.CreateAsync("web", new JsonObject { ["Env"] = new JsonArray("TOKEN=secret") }, null, Stop));
        Assert.Equal(errorId, error.ErrorId);
        Assert.Equal(target, error.Target);
        Assert.Contains("localhost", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
        if (status != 404)
        {
            Assert.Contains(message, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task TakesAnErrorThatIsNoJson()
    {
        await using var server = new FakeDocker(request => request.WriteAsync("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 9\r\n\r\n<html>bad"));
        var client = await server.ClientAsync();
        var error = await Assert.ThrowsAsync<DentropyException>(() => client.Containers.StartAsync("web", Stop));
        Assert.Equal("DockerFailed", error.ErrorId);
        Assert.Contains("<html>bad", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartingWhatRunsIsNoError()
    {
        await using var server = new FakeDocker(request => request.EmptyAsync(304));
        var client = await server.ClientAsync();
        await client.Containers.StartAsync("web", Stop);
        await client.Containers.StopAsync("web", TimeSpan.FromSeconds(1.2), Stop);
        Assert.EndsWith("/containers/web/stop?t=2", server.Requests[^1].Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadsChunksInAnyPieces()
    {
        await using var server = new FakeDocker(async request =>
        {
            await request.BeginChunksAsync();
            foreach (var b in """[{"Id":"abc","Names":["/b/web","/web"],"Labels":{"a":"ä"},"Unknown":9007199254740993}]"""u8.ToArray())
            {
                await request.ChunkAsync([b]);
            }

            await request.EndChunksAsync();
        });
        var client = await server.ClientAsync();
        var container = Assert.Single(await client.Containers.ListAsync(all: true, ["x=y z", "k"], Stop));
        Assert.Equal("web", container.Name);
        Assert.Equal("ä", container.Labels["a"]);
        Assert.Equal(9007199254740993, container.Json["Unknown"]!.GetValue<long>());
        Assert.Equal("""/v1.41/containers/json?all=1&filters={"label":["x=y z","k"]}""", Uri.UnescapeDataString(server.Requests[^1].Target));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n[{}")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[{}\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    public async Task NoticesAnAnswerThatEndsTooEarly(string answer)
    {
        await using var server = new FakeDocker(request =>
        {
            request.IsLast = true;
            return request.WriteAsync(answer);
        });
        var client = await server.ClientAsync();
        var error = await Assert.ThrowsAsync<DentropyException>(() => client.Images.ListAsync(Stop));
        Assert.Equal("DockerConnectionLost", error.ErrorId);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{no}!")]
    public async Task NoticesAnswersThatAreNoDocker(string answer)
    {
        await using var server = new FakeDocker(request =>
        {
            request.IsLast = true;
            return request.WriteAsync(answer);
        });
        var client = await server.ClientAsync();
        var error = await Assert.ThrowsAsync<DentropyException>(() => client.Images.InspectAsync("x", Stop));
        Assert.Equal("DockerAnswerInvalid", error.ErrorId);
    }

    [Fact]
    public async Task KeepsItsConnection()
    {
        await using var server = new FakeDocker(request => request.JsonAsync("[]"));
        var client = await server.ClientAsync();
        for (var i = 0; i < 10; i++)
        {
            await client.Images.ListAsync(Stop);
            Assert.Same(client, await server.ClientAsync());
        }

        Assert.Equal(1, server.Connections);
        Assert.Equal(11, server.Requests.Count);
    }

    [Fact]
    public async Task AConnectionThatTheServerClosedIsMadeAnew()
    {
        var closed = new TaskCompletionSource();
        await using var server = new FakeDocker(async request =>
        {
            await request.JsonAsync("[]");
            request.IsLast = true;
            closed.TrySetResult();
        });
        var client = await server.ClientAsync();
        for (var i = 0; i < 20; i++)
        {
            await client.Images.ListAsync(Stop);
        }

        await closed.Task;
    }

    [Fact]
    public async Task ACancelledRequestClosesItsConnection()
    {
        var asked = new TaskCompletionSource();
        var closed = new TaskCompletionSource();
        await using var server = new FakeDocker(async request =>
        {
            asked.SetResult();
            if (await request.Stream.ReadAsync(new byte[1]) == 0)
            {
                closed.SetResult();
            }
        });
        var client = await server.ClientAsync();
        using var stop = new CancellationTokenSource();
        var waiting = client.Containers.WaitAsync("web", stop.Token);
        await asked.Task;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await closed.Task.WaitAsync(Stop);
    }

    [Fact]
    public async Task ASocketThatIsNotThereIsUnreachable()
    {
        await using var server = new FakeDocker(request => request.JsonAsync("[]"));
        File.Delete(server.Path);
        var error = await Assert.ThrowsAsync<DentropyException>(server.ClientAsync);
        Assert.Equal("DockerUnreachable", error.ErrorId);
        Assert.Contains(server.Path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../volumes/data")]
    [InlineData("a/../../volumes/data")]
    [InlineData("a/./b")]
    public async Task NamesLeadNowhereElse(string name)
    {
        await using var server = new FakeDocker(request => request.EmptyAsync());
        var client = await server.ClientAsync();
        var error = await Assert.ThrowsAsync<DentropyException>(() => client.Containers.RemoveAsync(name, force: true, volumes: true, Stop));
        Assert.Equal("InvalidDockerName", error.ErrorId);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task NamesAreEscaped()
    {
        await using var server = new FakeDocker(request => request.JsonAsync("{}"));
        var client = await server.ClientAsync();
        await client.Images.InspectAsync("registry:5000/team/app@sha256:ab", Stop);
        Assert.Equal("/v1.41/images/registry:5000/team/app@sha256:ab/json", Uri.UnescapeDataString(server.Requests[^1].Target));
        await client.Volumes.InspectAsync("a?force=1#x y", Stop);
        Assert.Equal("/v1.41/volumes/a%3Fforce%3D1%23x%20y", server.Requests[^1].Target);
    }

    [Fact]
    public async Task UploadsWhatTheStreamHolds()
    {
        var sent = new byte[700_000];
        Random.Shared.NextBytes(sent);
        byte[]? received = null;
        await using var server = new FakeDocker(async request =>
        {
            await request.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n");
            received = await request.BodyAsync();
            await request.EmptyAsync(200);
        });
        var client = await server.ClientAsync();
        using var tar = new MemoryStream(sent);
        await client.Containers.PutArchiveAsync("web", "/srv/a b", tar, Stop);
        Assert.Equal(sent, received);
        Assert.True(tar.CanRead);
        Assert.EndsWith("/containers/web/archive?path=%2Fsrv%2Fa%20b", server.Requests[^1].Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUploadThatIsRefusedSendsNothing()
    {
        await using var server = new FakeDocker(request => request.ErrorAsync(404, "No such container: web"));
        var client = await server.ClientAsync();
        using var tar = new MemoryStream(new byte[1000]);
        var error = await Assert.ThrowsAsync<DentropyException>(() => client.Containers.PutArchiveAsync("web", "/", tar, Stop));
        Assert.Equal("ContainerNotFound", error.ErrorId);
        Assert.Equal(0, tar.Position);
    }

    [Fact]
    public async Task AnUploadThatFailsMidwaySaysWhy()
    {
        await using var server = new FakeDocker(async request =>
        {
            request.IsLast = true;
            await request.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n");
            await request.ReadChunkAsync();
            await request.WriteAsync("HTTP/1.1 500 X\r\nConnection: close\r\nContent-Length: 37\r\n\r\n{\"message\":\"no space left on device\"}\n");
        });
        var client = await server.ClientAsync();
        var error = await Assert.ThrowsAsync<DentropyException>(() => client.Images.LoadAsync(new EndlessStream(), Stop));
        Assert.Equal("DockerFailed", error.ErrorId);
        Assert.Contains("no space left on device", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUploadWhoseSourceFailsSaysThat()
    {
        await using var server = new FakeDocker(async request =>
        {
            await request.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n");
            await request.BodyAsync();
        });
        var client = await server.ClientAsync();
        var cause = new InvalidDataException("the backup is damaged");
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => client.Containers.PutArchiveAsync("web", "/", new EndlessStream(cause), Stop));
        Assert.Same(cause, error);
    }

    [Fact]
    public async Task ABodyIsReadAsItComesAndHoldsTheServerBack()
    {
        long sent = 0;
        await using var server = new FakeDocker(async request =>
        {
            await request.BeginChunksAsync();
            var chunk = new byte[64 * 1024];
            for (var i = 0; i < 1024; i++)
            {
                await request.ChunkAsync(chunk);
                Interlocked.Add(ref sent, chunk.Length);
            }

            await request.EndChunksAsync();
        });
        var client = await server.ClientAsync();
        await using var body = await client.Images.SaveAsync(["a", "b"], Stop);
        await body.ReadExactlyAsync(new byte[1024 * 1024], Stop);
        for (long before = -1; before != Interlocked.Read(ref sent);)
        {
            before = Interlocked.Read(ref sent);
            await Task.Delay(100, Stop);
        }

        Assert.InRange(Interlocked.Read(ref sent), 1024 * 1024, 4 * 1024 * 1024);
        Assert.Equal(63 * 1024 * 1024, (await Execs.ReadAllAsync(body)).Length);
        Assert.EndsWith("/images/get?names=a&names=b", server.Requests[^1].Target, StringComparison.Ordinal);
    }

    private sealed class EndlessStream(Exception? failure = null) : Stream
    {
        private int _reads;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => 0; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => failure is not null && ++_reads > 3 ? throw failure : count;

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
