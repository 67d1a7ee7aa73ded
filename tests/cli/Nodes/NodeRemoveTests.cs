using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Nodes;

public sealed class NodeRemoveTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public NodeRemoveTests()
    {
        _cli.AddNode("pi1");
        _cli.AddNode("pi2");
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Removes_and_keeps_the_last_state()
    {
        Assert.Equal("removed pi1\n", (await _cli.RunAsync("node", "remove", "pi1", "--yes")).Good().Out);

        Assert.False(File.Exists(Path.Combine(_cli.Cloud, "nodes", "pi1.yaml")));
        Assert.True(File.Exists(Path.Combine(_cli.Cloud, "nodes", "pi2.yaml")));
        Assert.Contains(_cli.Files().Keys, file => file.StartsWith(Path.Combine("history", "nodes", "pi1"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_terminal_it_needs_a_yes() => await _cli.UnchangedAsync(async () =>
        (await _cli.FeedAsync("y\n"u8.ToArray(), "node", "remove", "pi1")).Fails(2, "NotConfirmed"));

    [Fact]
    public async Task What_if_writes_nothing() => await _cli.UnchangedAsync(async () =>
        Assert.Equal("would remove pi1\nwould remove pi2\n", (await _cli.RunAsync("node", "remove", "pi*", "--what-if")).Good().Out));

    [Theory]
    [InlineData("NodeNotFound", "pi1", "pi7")]
    [InlineData("InvalidNodeName", "pi1", "localhost")]
    [InlineData("InvalidNodeExpression", "")]
    [InlineData("InvalidUsage")]
    public async Task Bad_input_is_one_error_and_removes_nothing(string errorId, params string[] words) =>
        await _cli.UnchangedAsync(async () => (await _cli.RunAsync(["node", "remove", "--yes", .. words])).Fails(2, errorId));
}
