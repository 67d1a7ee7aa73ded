using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Nodes;

public sealed class NodeShowTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Every_field_on_a_line_of_its_own()
    {
        _cli.AddNode("pi1", "address: 127.0.0.9\nroles: [worker, db]\nmetadata:\n  shelf: top\n");

        var shown = (await _cli.RunAsync("node", "show", "pi1")).Good();

        Assert.Equal(
            [
                "name", "address", "port", "user", "identityFile", "proxyJump", "dockerHost", "dockerCertPath", "roles", "tags",
                "hardware", "architecture", "switch", "power", "site", "metadata", "revision", "cloud",
            ],
            shown.OutLines.Select(line => line.Split(' ')[0]));
        Assert.Contains("roles          worker, db\n", shown.Out, StringComparison.Ordinal);
        Assert.Contains("metadata       shelf=top\n", shown.Out, StringComparison.Ordinal);
        Assert.Contains("port           -\n", shown.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_tells_what_each_revision_changed_also_of_a_removed_node()
    {
        (await _cli.RunAsync("node", "add", "pi1", "--role", "worker")).Good();
        (await _cli.RunAsync("node", "set", "pi1", "--role", "db")).Good();
        (await _cli.RunAsync("node", "remove", "pi1", "--yes")).Good();

        var history = (await _cli.RunAsync("node", "show", "pi1", "--history")).Good();
        Assert.Matches(@"^pi1 +2 .* removed +roles worker -> db$", history.OutLines[1]);
        Assert.Matches(@"^pi1 +1 .* superseded +roles worker$", history.OutLines[2]);

        var json = (await _cli.RunAsync("node", "show", "pi1", "--history", "-o", "json")).Good().Json;
        Assert.Equal([2, 1], json.EnumerateArray().Select(revision => revision.GetProperty("revision").GetInt32()));
        Assert.Equal("removed", json[0].GetProperty("state").GetString());
        Assert.Equal(DateTimeKind.Utc, json[0].GetProperty("time").GetDateTime().Kind);
        Assert.Equal("worker", json[1].GetProperty("node").GetProperty("roles")[0].GetString());
    }

    [Theory]
    [InlineData]
    [InlineData("--history")]
    public async Task A_node_that_never_was_is_an_error(params string[] words)
    {
        _cli.AddNode("pi1");

        var shown = await _cli.RunAsync(["node", "show", "pi7", "pi1", .. words]);

        shown.Fails(2, "NodeNotFound");
        Assert.Contains("pi1", shown.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_is_needed() => (await _cli.RunAsync("node", "show")).Fails(2, "InvalidUsage");
}
