using Dentropy.Engine.Docker;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Docker;

public sealed class DockerEndpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dentropy-docker-").FullName;
    private readonly Dictionary<string, string> _environment = [];

    public DockerEndpointTests() => _environment["DOCKER_CONFIG"] = _folder;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_node_has_the_usual_socket_whatever_this_machine_has()
    {
        _environment["DOCKER_HOST"] = "tcp://10.0.0.1:2375";
        Assert.Equal("/var/run/docker.sock", Of(new DcNode { Name = "pi1" }).SocketPath);
    }

    [Theory]
    [InlineData("unix:///run/user/1000/docker.sock", null, "/run/user/1000/docker.sock", null, 0)]
    [InlineData("tcp://pi1:2376", "/certs", null, "pi1", 2376)]
    [InlineData("tcp://pi1", "/certs", null, "pi1", 2376)]
    [InlineData("tcp://pi1", null, null, "pi1", 2375)]
    [InlineData("tcp://[fe80::1]:99", null, null, "fe80::1", 99)]
    public void A_nodes_own_endpoint(string url, string? certificates, string? socket, string? host, int port)
    {
        var endpoint = Of(new DcNode { Name = "pi1", DockerHost = url, DockerCertPath = certificates });
        Assert.Equal((socket, host, port), (endpoint.SocketPath, endpoint.Host, endpoint.Port));
        Assert.Equal(socket is null ? certificates : null, endpoint.CertPath);
    }

    [Fact]
    public void This_machine_has_what_docker_itself_would_take()
    {
        Assert.Equal("/var/run/docker.sock", Of(DcNode.Local).SocketPath);

        File.WriteAllText(Path.Combine(_folder, "config.json"), """{"currentContext":"home"}""");
        // The SHA-256 of "home".
        const string Id = "4ea140588150773ce3aace786aeef7f4049ce100fa649c94fbbddb960f1da942";
        Directory.CreateDirectory(Path.Combine(_folder, "contexts", "meta", Id));
        File.WriteAllText(Path.Combine(_folder, "contexts", "meta", Id, "meta.json"), """{"Name":"home","Endpoints":{"docker":{"Host":"tcp://10.0.0.7:2376"}}}""");
        var certificates = Directory.CreateDirectory(Path.Combine(_folder, "contexts", "tls", Id, "docker")).FullName;
        Assert.Equal(("10.0.0.7", certificates), (Of(DcNode.Local).Host, Of(DcNode.Local).CertPath));

        _environment["DOCKER_CONTEXT"] = "default";
        Assert.Equal("/var/run/docker.sock", Of(DcNode.Local).SocketPath);

        _environment["DOCKER_HOST"] = "tcp://10.0.0.8:2376";
        Assert.Null(Of(DcNode.Local).CertPath);
        _environment["DOCKER_TLS_VERIFY"] = "1";
        Assert.Equal(_folder, Of(DcNode.Local).CertPath);
        _environment["DOCKER_CERT_PATH"] = "/certs";
        Assert.Equal(("10.0.0.8", "/certs"), (Of(DcNode.Local).Host, Of(DcNode.Local).CertPath));

        Assert.Equal("/x.sock", Of(DcNode.Local with { DockerHost = "unix:///x.sock" }).SocketPath);
    }

    [Theory]
    [InlineData("ssh://root@pi1")]
    [InlineData("npipe:////./pipe/docker_engine")]
    [InlineData("docker.sock")]
    public void What_cannot_be_used_is_refused(string url)
    {
        _environment["DOCKER_HOST"] = url;
        var error = Assert.Throws<DentropyException>(() => Of(DcNode.Local));
        Assert.Equal("InvalidDockerHost", error.ErrorId);
        Assert.Contains(url, error.Message, StringComparison.Ordinal);
    }

    private DockerEndpoint Of(DcNode node) => DockerEndpoint.Of(node, _environment.GetValueOrDefault);
}
