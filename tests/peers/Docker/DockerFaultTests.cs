using System.Diagnostics;
using Dentropy.Engine.Docker;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Peers.Tests.Docker;

/// <summary>What happens when engines and links fail.</summary>
public sealed class DockerFaultTests
{
    private static CancellationToken Stop => DockerLab.Stop;

    [Theory]
    [InlineData("root")]
    [InlineData("ops")]
    [InlineData("local")]
    [InlineData("tls")]
    public async Task AnEngineThatIsKilledInMidStreamAndComesBack(string way)
    {
        await using var lab = await DockerLab.OpenAsync(way);
        var client = await lab.ClientAsync();
        await using var exec = await EndlessAsync(client);
        await exec.StandardOutput.ReadExactlyAsync(new byte[100_000], Stop);
        await Lab.RunAsync("docker", DockerLab.Hosts[0], "kill");
        try
        {
            // The stream may end between two frames, which looks like an orderly end; the exit code says that it was none.
            var error = await Assert.ThrowsAsync<DentropyException>(async () =>
            {
                await exec.StandardOutput.CopyToAsync(Stream.Null, Stop);
                await exec.WaitForExitAsync(Stop);
            }).WaitAsync(TimeSpan.FromSeconds(30), Stop);
            Assert.Contains(error.ErrorId, (string[])["DockerConnectionLost", "DockerUnreachable"]);
            error = await Assert.ThrowsAsync<DentropyException>(() => client.Containers.ListAsync(all: true, [], Stop));
            Assert.Equal("DockerUnreachable", error.ErrorId);
        }
        finally
        {
            await Lab.RunAsync("docker", DockerLab.Hosts[0], "start");
        }

        await client.Containers.ListAsync(all: true, [], Stop);
    }

    [Theory]
    [InlineData("root")]
    [InlineData("ops")]
    [InlineData("tls")]
    public async Task ALinkThatGoesSilentInMidStream(string way)
    {
        await using var lab = await DockerLab.OpenAsync(way);
        var client = await lab.ClientAsync();
        await using var exec = await EndlessAsync(client);
        await exec.StandardOutput.ReadExactlyAsync(new byte[100_000], Stop);
        await Lab.RunAsync("link", DockerLab.Hosts[0], "drop");
        try
        {
            var error = await Assert.ThrowsAsync<DentropyException>(() => exec.StandardOutput.CopyToAsync(Stream.Null, Stop)).WaitAsync(TimeSpan.FromSeconds(60), Stop);
            Assert.Equal("LinkLost", error.ErrorId);
        }
        finally
        {
            await Lab.RunAsync("link", DockerLab.Hosts[0], "pass");
        }

        Assert.NotEmpty(await (await lab.ClientAsync()).Containers.ListAsync(all: true, [], Stop));
    }

    [Fact]
    public async Task ALinkThatIsLostIsMadeAnewForTheNextRequest()
    {
        await using var lab = await DockerLab.OpenAsync();
        var client = await lab.ClientAsync();
        await using var exec = await EndlessAsync(client);
        await exec.StandardOutput.ReadExactlyAsync(new byte[100_000], Stop);
        Process.GetProcessById(Assert.Single(SshMasters.Mine())).Kill();
        var error = await Assert.ThrowsAsync<DentropyException>(() => exec.StandardOutput.CopyToAsync(Stream.Null, Stop));
        Assert.Equal("LinkLost", error.ErrorId);
        Assert.NotEmpty(await client.Containers.ListAsync(all: true, [], Stop));
    }

    [Theory]
    [InlineData("root")]
    [InlineData("ops")]
    public async Task CancellingEndsTheStreamAtOnce(string way)
    {
        await using var lab = await DockerLab.OpenAsync(way);
        var client = await lab.ClientAsync();
        await using var exec = await EndlessAsync(client);
        using var stop = new CancellationTokenSource();
        await exec.StandardOutput.ReadExactlyAsync(new byte[100_000], Stop);
        var copying = exec.StandardOutput.CopyToAsync(Stream.Null, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => copying).WaitAsync(TimeSpan.FromSeconds(10), Stop);
        Assert.NotEmpty(await client.Containers.ListAsync(all: true, [], Stop));
    }

    [Fact]
    public async Task ANodeWithoutDockerIsUnreachable()
    {
        await using var lab = await DockerLab.OpenAsync();
        var node = (await Lab.NodesAsync()).First(one => !DockerLab.Hosts.Contains(one.Name, StringComparer.Ordinal));
        var error = await Assert.ThrowsAsync<DentropyException>(() => lab.Engines.GetAsync(node, Stop));
        Assert.Equal(("DockerUnreachable", node.Name), (error.ErrorId, error.Target));
        Assert.Contains("no such socket", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAccountWithoutSudoIsRefused()
    {
        await using var lab = await DockerLab.OpenAsync("ops");
        await Lab.ExecAsync(DockerLab.Hosts[0], "chmod 0 /usr/bin/sudo");
        try
        {
            var error = await Assert.ThrowsAsync<DentropyException>(lab.ClientAsync);
            Assert.Equal("DockerPermissionDenied", error.ErrorId);
            Assert.Contains("ops", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            await Lab.ExecAsync(DockerLab.Hosts[0], "chmod 4755 /usr/bin/sudo");
        }

        Assert.Equal("linux", (await lab.ClientAsync()).Os);
    }

    [Fact]
    public async Task TlsIsChecked()
    {
        await using var lab = await DockerLab.OpenAsync("tls");
        async Task<string> ErrorAsync(DcNode node) => (await Assert.ThrowsAsync<DentropyException>(() => lab.Engines.GetAsync(node, Stop))).ErrorId;
        Assert.Equal("DockerCertificatesInvalid", await ErrorAsync(lab.Node with { DockerCertPath = "/nowhere" }));
        var url = new Uri(lab.Node.DockerHost!);
        Assert.Equal("DockerUnreachable", await ErrorAsync(lab.Node with { DockerHost = $"tcp://{url.Host}:1" }));
        // Without certificates the request is plain HTTP, which a server that wants TLS refuses.
        Assert.Equal("DockerRefused", await ErrorAsync(lab.Node with { DockerCertPath = null }));
        var foreign = Directory.CreateTempSubdirectory("dentropy-test-").FullName;
        try
        {
            foreach (var name in (string[])["cert.pem", "key.pem"])
            {
                File.Copy(Path.Combine(lab.Node.DockerCertPath!, name), Path.Combine(foreign, name));
            }

            File.Copy(Path.Combine(foreign, "cert.pem"), Path.Combine(foreign, "ca.pem"));
            Assert.Equal("DockerTlsFailed", await ErrorAsync(lab.Node with { DockerCertPath = foreign }));
        }
        finally
        {
            Directory.Delete(foreign, recursive: true);
        }
    }

    private static async Task<DockerExec> EndlessAsync(DockerClient client)
    {
        var id = await DockerLab.StartAsync(client, "sleep", "1000");
        return await client.Containers.ExecAsync(id, new ExecSettings { Command = ["cat", "/dev/zero"] }, Stop);
    }
}
