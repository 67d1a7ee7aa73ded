using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Nodes;

// Nothing here can restart or stop a machine: the nodes are not there, and this machine is refused.
public sealed class NodePowerTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public NodePowerTests()
    {
        // Nothing listens at port 1 of this machine.
        _cli.AddNode("pi1", "address: 127.0.0.1\nport: 1\n");
        _cli.AddNode("pi2", "address: 127.0.0.1\nport: 1\n");
    }

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("restart")]
    [InlineData("stop")]
    public async Task Without_a_terminal_it_needs_a_yes(string verb) =>
        (await _cli.RunAsync("node", verb, "pi1")).Fails(2, "NotConfirmed");

    [Theory]
    [InlineData("restart")]
    [InlineData("stop")]
    public async Task Nodes_have_to_be_named(string verb) =>
        (await _cli.RunAsync("node", verb, "--yes")).Fails(2, "NodesNotNamed");

    [Theory]
    [InlineData("restart")]
    [InlineData("stop")]
    public async Task This_machine_is_left_alone(string verb) =>
        (await _cli.RunAsync("node", verb, "localhost", "--yes")).Fails(2, "LocalPowerRefused");

    [Fact]
    public async Task What_if_says_how_and_sends_nothing()
    {
        Assert.Equal("would restart pi1\nwould restart pi2\n", (await _cli.RunAsync("node", "restart", "pi*", "--what-if")).Good().Out);
        Assert.Equal(
            "would restart pi1: wait up to 1:30 min until it is back; 2 at a time\n",
            (await _cli.RunAsync("node", "restart", "pi1", "--time-limit", "1m30s", "--max-unavailable", "2", "--what-if")).Good().Out);
        Assert.Equal("would stop pi1: wait up to 5:00 min until it is off\n", (await _cli.RunAsync("node", "stop", "pi1", "--wait", "--what-if")).Good().Out);
    }

    [Fact]
    public async Task A_rolling_restart_stops_at_a_node_that_cannot_be_reached()
    {
        var json = (await _cli.RunAsync("node", "restart", "pi[1-2]", "--wait", "--yes", "-o", "json")).Ends(3).Json;

        Assert.Equal(["failed", "skipped"], json.EnumerateArray().Select(result => result.GetProperty("status").GetString()));
        Assert.Equal("NodeUnreachable", json[0].GetProperty("failure").GetProperty("errorId").GetString());
        Assert.Contains("pi1", json[1].GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NodeNotFound", "pi1", "pi7", "--yes")]
    [InlineData("NoNodeMatches", "--role", "nobody", "--yes")]
    [InlineData("InvalidLimit", "pi1", "--max-unavailable", "0", "--yes")]
    [InlineData("InvalidOptionValue", "pi1", "--time-limit", "soon", "--yes")]
    [InlineData("InvalidOptionValue", "pi1", "--time-limit", "0", "--yes")]
    public async Task Bad_input_is_one_error(string errorId, params string[] words) =>
        (await _cli.RunAsync(["node", "restart", .. words])).Fails(2, errorId);
}
