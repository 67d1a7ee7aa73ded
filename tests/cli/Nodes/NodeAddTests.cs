using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Nodes;

public sealed class NodeAddTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Writes_every_field_into_the_nodes_file()
    {
        var added = await _cli.RunAsync(
            "node", "add", "pi1", "--address", "127.0.0.9", "--port", "2222", "--user", "root", "--identity-file", "~/key", "--proxy-jump", "gw1", "--docker-host", "tcp://127.0.0.9:2376", "--docker-cert-path", "~/certs",
            "--role", "worker,db", "--role", "edge", "--tag", "rack-a", "--hardware", "rpi4-8g", "--architecture", "aarch64",
            "--switch", "sw1", "--power", "psu1", "--site", "home", "--metadata", "shelf=top", "--metadata", "note=a=b");

        Assert.StartsWith("added pi1 (revision 1)", added.Good().Out, StringComparison.Ordinal);
        Assert.Equal(
            """
            name: pi1
            address: 127.0.0.9
            port: 2222
            user: root
            identityFile: ~/key
            proxyJump: gw1
            dockerHost: "tcp://127.0.0.9:2376"
            dockerCertPath: ~/certs
            roles: [worker, db, edge]
            tags: [rack-a]
            hardware: rpi4-8g
            architecture: arm64
            switch: sw1
            power: psu1
            site: home
            metadata:
              note: a=b
              shelf: top
            revision: 1

            """,
            _cli.NodeFile("pi1"));
    }

    [Fact]
    public async Task Takes_the_folder_from_the_option_before_the_environment()
    {
        var elsewhere = Path.Combine(_cli.Home, "elsewhere");
        (await _cli.RunAsync("node", "add", "pi1", "--cloud", elsewhere)).Good();

        Assert.True(File.Exists(Path.Combine(elsewhere, "nodes", "pi1.yaml")));
        Assert.Empty(_cli.Files());
        (await _cli.RunAsync("node", "add", "pi1", "--cloud", "")).Fails(2, "InvalidOptionValue");
    }

    [Fact]
    public async Task Makes_a_relative_key_path_absolute()
    {
        (await _cli.RunAsync("node", "add", "pi1", "--identity-file", "keys/id")).Good();

        Assert.Contains($"identityFile: {_cli.Home}/keys/id", _cli.NodeFile("pi1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_if_shows_the_node_and_writes_nothing()
    {
        var planned = await _cli.RunAsync("node", "add", "pi1", "--address", "127.0.0.9", "--role", "worker", "--what-if");

        Assert.Equal("would add pi1: address 127.0.0.9; roles worker\n", planned.Good().Out);
        Assert.False(Directory.Exists(_cli.Cloud));
    }

    [Fact]
    public async Task What_if_asks_no_host_for_its_key()
    {
        // Nothing listens there; an attempt would fail.
        var planned = await _cli.RunAsync("node", "add", "pi1", "--address", "127.0.0.9", "--port", "1", "--accept-new-host-key", "--what-if");

        Assert.Contains("trust the host key that it shows", planned.Good().Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_key_that_cannot_be_had_leaves_no_node()
    {
        var failed = await _cli.RunAsync("node", "add", "pi1", "--address", "127.0.0.1", "--port", "1", "--accept-new-host-key");

        failed.Fails(3, "NodeUnreachable");
        Assert.Empty(_cli.Files());
    }

    [Fact]
    public async Task Both_ways_to_trust_a_key_exclude_each_other()
    {
        var refused = await _cli.RunAsync("node", "add", "pi1", "--accept-new-host-key", "--trust-host-key", "SHA256:x");

        refused.Fails(2, "InvalidUsage");
        Assert.Empty(_cli.Files());
    }

    [Theory]
    [InlineData("InvalidNodeName", "p i")]
    [InlineData("InvalidNodeName", "localhost")]
    [InlineData("InvalidNodeAddress", "pi9", "--address", "-oProxyCommand=x")]
    [InlineData("InvalidNodePort", "pi9", "--port", "70000")]
    [InlineData("InvalidOptionValue", "pi9", "--port", "ssh")]
    [InlineData("InvalidNodeUser", "pi9", "--user", "a b")]
    [InlineData("InvalidOptionValue", "pi9", "--metadata", "novalue")]
    [InlineData("InvalidOptionValue", "pi9", "--metadata", "a=1", "--metadata", "A=2")]
    [InlineData("NodeExists", "pi1")]
    [InlineData("NodeExists", "PI1")]
    [InlineData("InvalidUsage", "pi9", "--adress", "x")]
    [InlineData("InvalidUsage", "pi9", "pi10")]
    [InlineData("InvalidUsage")]
    public async Task Bad_input_is_one_error_and_changes_nothing(string errorId, params string[] words)
    {
        _cli.AddNode("pi1");

        await _cli.UnchangedAsync(async () => (await _cli.RunAsync(["node", "add", .. words])).Fails(2, errorId));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_one_error()
    {
        _cli.Write("cloud", "a file where the folder should be");

        var failed = await _cli.RunAsync("node", "add", "pi1");

        Assert.Equal(2, failed.Code);
        Assert.Matches(@"^error: .*\(Inventory\w+\)$", Assert.Single(failed.ErrorLines));
    }

    [Fact]
    public async Task Json_is_the_node_as_stored()
    {
        var node = (await _cli.RunAsync("node", "add", "pi1", "--role", "worker", "--output", "json")).Good().Json[0];

        Assert.Equal("pi1", node.GetProperty("name").GetString());
        Assert.Equal("worker", node.GetProperty("roles")[0].GetString());
        Assert.Equal(1, node.GetProperty("revision").GetInt64());
        Assert.Equal(_cli.Cloud, node.GetProperty("cloud").GetString());
    }
}
