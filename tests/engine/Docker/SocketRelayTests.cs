using System.Text;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Transport;
using Xunit;

namespace Dentropy.Engine.Tests.Docker;

public sealed class SocketRelayTests
{
    [Theory]
    [InlineData("absent python3 ops", "none", "DockerNotInstalled")]
    [InlineData("none python3 ops", "none", "DockerUnreachable")]
    [InlineData("shut python3 ops", "none", "DockerPermissionDenied")]
    [InlineData("shut none ops", "there", "DockerRelayMissing")]
    public async Task What_the_node_says_decides_what_is_wrong(string facts, string asRoot, string errorId)
    {
        var link = new AnsweringLink(command => command.Contains("sudo", StringComparison.Ordinal) ? asRoot : facts);
        var refusal = new DentropyException("RemoteSocketRefused", DentropyErrorCategory.ConnectionError, "pi1", "refused");

        var error = await Assert.ThrowsAsync<DentropyException>(() => SocketRelay.FindAsync(link, "pi1", "/var/run/docker.sock", refusal, TestContext.Current.CancellationToken));

        Assert.Equal((errorId, "pi1"), (error.ErrorId, error.Target));
    }

    private sealed class AnsweringLink(Func<string, string> answer) : INodeLink
    {
        public Task<IRemoteProcess> StartAsync(string command, CancellationToken cancellationToken) => Task.FromResult<IRemoteProcess>(new Answer(answer(command)));

        public Task<Stream> ConnectSocketAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Stream> ConnectTcpAsync(string host, int port, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class Answer(string output) : IRemoteProcess
    {
        public Stream StandardInput { get; } = new MemoryStream();

        public Stream StandardOutput { get; } = new MemoryStream(Encoding.UTF8.GetBytes(output + "\n"));

        public Stream StandardError { get; } = new MemoryStream();

        public Task<RemoteExit> WaitForExitAsync(CancellationToken cancellationToken) => Task.FromResult(new RemoteExit(0, Signal: null));

        public Task StopAsync() => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
