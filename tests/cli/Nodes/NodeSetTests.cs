using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Nodes;

public sealed class NodeSetTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public NodeSetTests()
    {
        _cli.AddNode("pi1", "address: 127.0.0.9\nuser: root\nroles: [worker, db]\nmetadata:\n  rack: a\n  shelf: top\n");
        _cli.AddNode("pi2", "roles: [worker]\n");
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Changes_what_is_named_and_leaves_the_rest()
    {
        var set = (await _cli.RunAsync(
            "node", "set", "pi1", "--address", "127.0.0.8", "--clear", "user", "--add-role", "edge", "--remove-role", "DB",
            "--metadata", "shelf=low", "--remove-metadata", "rack", "--site", "home")).Good();

        Assert.Equal(
            "set pi1 (revision 2): address 127.0.0.9 -> 127.0.0.8; user root -> (none); roles worker, db -> worker, edge; "
                + "site (none) -> home; metadata rack=a, shelf=top -> shelf=low\n",
            set.Out);
        Assert.Equal(
            "name: pi1\naddress: 127.0.0.8\nroles: [worker, edge]\nsite: home\nmetadata:\n  shelf: low\nrevision: 2\n",
            _cli.NodeFile("pi1"));
    }

    [Fact]
    public async Task Changes_several_nodes()
    {
        var set = (await _cli.RunAsync("node", "set", "@worker", "--power", "psu1", "-o", "json")).Good();

        Assert.Equal(["psu1", "psu1"], set.Json.EnumerateArray().Select(node => node.GetProperty("power").GetString()));
        Assert.Equal([2, 2], set.Json.EnumerateArray().Select(node => node.GetProperty("revision").GetInt32()));
    }

    [Fact]
    public async Task An_empty_text_clears_a_field()
    {
        (await _cli.RunAsync("node", "set", "pi1", "--user", "", "--role", "")).Good();

        Assert.Equal("name: pi1\naddress: 127.0.0.9\nmetadata:\n  rack: a\n  shelf: top\nrevision: 2\n", _cli.NodeFile("pi1"));
    }

    [Fact]
    public async Task Nothing_is_written_where_nothing_differs() => await _cli.UnchangedAsync(async () =>
    {
        var set = (await _cli.RunAsync("node", "set", "pi1", "--user", "root")).Good();

        Assert.StartsWith("left pi1 as it is", set.Out, StringComparison.Ordinal);
    });

    [Fact]
    public async Task What_if_shows_the_differences_and_writes_nothing() => await _cli.UnchangedAsync(async () =>
    {
        var planned = (await _cli.RunAsync("node", "set", "pi*", "--user", "root", "--what-if")).Good();
        Assert.Equal("would leave pi1: as it is asked for already\nwould set pi2: user (none) -> root\n", planned.Out);

        var json = (await _cli.RunAsync("node", "set", "pi2", "--user", "root", "--what-if", "-o", "json")).Good().Json;
        Assert.Equal("set", json[0].GetProperty("action").GetString());
        Assert.Equal("pi2", json[0].GetProperty("target").GetString());
        Assert.Equal("user (none) -> root", json[0].GetProperty("details")[0].GetString());
    });

    [Fact]
    public async Task A_present_revision_is_taken()
    {
        (await _cli.RunAsync("node", "set", "pi1", "--user", "ops", "--revision", "1")).Good();
    }

    [Theory]
    [InlineData("StaleRevision", "pi1", "--user", "x", "--revision", "7")]
    [InlineData("StaleRevision", "pi1", "--user", "x", "--revision", "7", "--what-if")]
    [InlineData("NodeNotFound", "pi1", "pi7", "--user", "x")]
    [InlineData("InvalidNodePort", "pi*", "--port", "0")]
    [InlineData("InvalidOptionValue", "pi1", "--clear", "colour")]
    [InlineData("InvalidOptionValue", "pi1", "--revision", "one")]
    [InlineData("InvalidNodeExpression", "pi1|", "--user", "x")]
    [InlineData("InvalidNodeName", "localhost", "--user", "x")]
    public async Task Bad_input_is_one_error_and_changes_nothing(string errorId, params string[] words) =>
        await _cli.UnchangedAsync(async () => (await _cli.RunAsync(["node", "set", .. words])).Fails(2, errorId));

    [Fact]
    public async Task A_value_that_one_of_several_nodes_cannot_have_changes_none() => await _cli.UnchangedAsync(async () =>
        // A node cannot be its own jump host.
        (await _cli.RunAsync("node", "set", "pi1", "pi2", "--proxy-jump", "pi2")).Fails(2, "InvalidNodeProxyJump"));
}
