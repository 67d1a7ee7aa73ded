using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Nodes;

public sealed class NodeTestTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task This_machine_can_be_looked_at()
    {
        var test = (await _cli.RunAsync("node", "test", "localhost", "-o", "json")).Json[0];

        Assert.Equal("localhost", test.GetProperty("node").GetString());
        Assert.True(test.GetProperty("reachable").GetBoolean());
        Assert.True(test.GetProperty("disks").GetArrayLength() > 0);
        Assert.Equal(Environment.ProcessorCount, test.GetProperty("cpus").GetInt32());
    }

    [Fact]
    public async Task A_node_that_cannot_be_reached_is_an_error_and_a_row()
    {
        _cli.AddNode("pi1", "address: 127.0.0.1\nport: 1\n");

        var tested = await _cli.RunAsync("node", "test");

        tested.Fails(3, "NodeUnreachable");
        Assert.Matches("^pi1 +NodeUnreachable", tested.OutLines[1]);
    }

    [Fact]
    public async Task A_healthy_node_beside_one_that_is_off_is_still_told()
    {
        _cli.AddNode("pi1", "address: 127.0.0.1\nport: 1\n");

        var tested = (await _cli.RunAsync("node", "test", "pi1", "localhost", "-o", "jsonl")).Ends(3);

        Assert.Equal(2, tested.OutLines.Length);
        Assert.Empty(tested.Error);
    }
}
