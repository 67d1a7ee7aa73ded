using Dentropy.Engine.Cluster;
using Dentropy.Engine.Nodes;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Nodes;

public sealed class NodePowerTests
{
    private static readonly NodePowerSettings Wait = new() { Wait = true, WaitLimit = TimeSpan.FromSeconds(30), PollInterval = TimeSpan.FromMilliseconds(1) };

    private readonly FakeNodes _nodes = new();

    [Fact]
    public async Task ANodeIsBackWithANewBootIdOverANewLink()
    {
        var result = Assert.Single(await RestartAsync(Wait, "a"));

        Assert.Equal((DcNodePowerStatus.Done, "boot-1", "boot-2"), (result.Status, result.BootIdBefore, result.BootIdAfter));
        // One look before it goes, two while it is away, one that finds it.
        Assert.Equal(4, _nodes["a"].Closed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task NoMoreAreDownThanAllowed(int allowed)
    {
        var results = await RestartAsync(Wait with { MaxUnavailable = allowed }, "a", "b", "c", "d", "e", "f");

        Assert.All(results, result => Assert.Equal(DcNodePowerStatus.Done, result.Status));
        Assert.InRange(_nodes.MostDown, 1, allowed);
    }

    [Fact]
    public async Task ANodeThatStaysAwayEndsTheRolling()
    {
        _nodes["b"].StaysDownFor = -1;

        var results = await RestartAsync(Wait with { WaitLimit = TimeSpan.FromSeconds(1) }, "a", "b", "c", "d");

        Assert.Equal(
            [("a", DcNodePowerStatus.Done), ("b", DcNodePowerStatus.TimedOut), ("c", DcNodePowerStatus.Skipped), ("d", DcNodePowerStatus.Skipped)],
            results.Select(result => (result.Node, result.Status)));
        Assert.Equal("BootTimeout", results[1].Failure?.ErrorId);
        Assert.Null(results[2].Failure);
        Assert.Contains("'b'", results[2].Reason, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], _nodes.Requests);
    }

    [Fact]
    public async Task ItGoesOnIfItIsToldTo()
    {
        _nodes["a"].IsDown = true;
        _nodes["b"].Refusal = "sudo: a password is required";

        var results = await RestartAsync(Wait with { ContinueOnFailure = true }, "a", "b", "c");

        Assert.Equal(["NodeUnreachable", "RebootRefused", null], results.Select(result => result.Failure?.ErrorId));
        Assert.Contains("a password is required", results[1].Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(DcNodePowerStatus.Done, results[2].Status);
    }

    [Fact]
    public async Task ANodeThatCannotBeReachedEndsTheRollingToo()
    {
        _nodes["a"].IsDown = true;

        var results = await RestartAsync(Wait, "a", "b");

        Assert.Equal([DcNodePowerStatus.Failed, DcNodePowerStatus.Skipped], results.Select(result => result.Status));
        Assert.Empty(_nodes.Requests);
    }

    [Fact]
    public async Task ALinkThatDiesWithTheRequestIsItsSuccess()
    {
        _nodes["a"].DiesSilently = true;

        Assert.Equal(DcNodePowerStatus.Requested, Assert.Single(await RestartAsync(new NodePowerSettings(), "a")).Status);
        Assert.Equal(DcNodePowerStatus.Done, Assert.Single(await RestartAsync(Wait, "b")).Status);
    }

    [Fact]
    public async Task AnotherMachineAtItsAddressIsNotWaitedFor()
    {
        _nodes["a"].ConnectError = "HostKeyChanged";

        var result = Assert.Single(await RestartAsync(Wait, "a"));

        Assert.Equal((DcNodePowerStatus.Failed, "HostKeyChanged"), (result.Status, result.Failure?.ErrorId));
    }

    [Fact]
    public async Task ARefusedKeyIsWaitedThrough()
    {
        // PAM turns plain accounts away while a system starts.
        _nodes["a"].ConnectError = "KeyRefused";

        Assert.Equal(DcNodePowerStatus.Done, Assert.Single(await RestartAsync(Wait, "a")).Status);
    }

    [Fact]
    public async Task WithoutWaitingAllAreAskedAndNobodyIsSkipped()
    {
        _nodes["a"].IsDown = true;

        var results = await RestartAsync(new NodePowerSettings(), "a", "b", "c");

        Assert.Equal(["a", "b", "c"], results.Select(result => result.Node).Order());
        Assert.Equal(["b", "c"], _nodes.Requests.Order());
        Assert.Equal(2, results.Count(result => result.Status == DcNodePowerStatus.Requested));
    }

    [Fact]
    public async Task ThisMachineIsLeftAlone()
    {
        var results = await RestartAsync(Wait, DcNode.LocalName, "a");

        Assert.Equal("LocalPowerRefused", results[0].Failure?.ErrorId);
        Assert.Equal(DcNodePowerStatus.Done, results[1].Status);
        Assert.Equal(["a"], _nodes.Requests);

        await RestartAsync(new NodePowerSettings { AllowLocal = true }, DcNode.LocalName);
        Assert.Equal(["a", DcNode.LocalName], _nodes.Requests);
    }

    [Fact]
    public async Task ANodeNamedTwiceIsRestartedOnce()
    {
        Assert.Single(await RestartAsync(Wait, "a", "a"));
        Assert.Equal(["a"], _nodes.Requests);
    }

    [Fact]
    public async Task AStoppedNodeIsOffWhenNothingAnswers()
    {
        _nodes["a"].StaysDownFor = -1;

        var result = Assert.Single(await StopAsync(Wait, "a"));

        Assert.Equal((DcNodePowerStatus.Done, null), (result.Status, result.Failure));
    }

    [Fact]
    public async Task AStoppedNodeThatStartsAgainIsAFailure()
    {
        _nodes["a"].StaysDownFor = 1;

        Assert.Equal("NodeCameBack", Assert.Single(await StopAsync(Wait, "a")).Failure?.ErrorId);
    }

    [Fact]
    public async Task ProgressSaysWhatIsWaitedFor()
    {
        var said = new List<FanOutProgress>();

        await foreach (var _ in new NodePower(_nodes).RestartAsync([Node("a")], Wait, new Reporter(said), CancellationToken.None))
        {
        }

        Assert.Equal(["asking", "waiting for shutdown", "waiting for boot", null], said.Select(report => report.Activity).Distinct());
        Assert.Equal((1, 1, 0), (said[^1].Total, said[^1].Finished, said[^1].Running));
    }

    [Fact]
    public void LimitsThatMakeNoSenseAreRefusedAtOnce()
    {
        var error = Assert.Throws<DentropyException>(() => { new NodePower(_nodes).RestartAsync([Node("a")], Wait with { MaxUnavailable = 0 }, progress: null, CancellationToken.None); });
        Assert.Equal("InvalidLimit", error.ErrorId);
    }

    private static DcNode Node(string name) => new() { Name = name };

    private Task<List<DcNodePowerResult>> RestartAsync(NodePowerSettings settings, params string[] nodes) =>
        ListAsync(new NodePower(_nodes).RestartAsync([.. nodes.Select(Node)], settings, progress: null, TestContext.Current.CancellationToken));

    private Task<List<DcNodePowerResult>> StopAsync(NodePowerSettings settings, params string[] nodes) =>
        ListAsync(new NodePower(_nodes).StopAsync([.. nodes.Select(Node)], settings, progress: null, TestContext.Current.CancellationToken));

    private static async Task<List<DcNodePowerResult>> ListAsync(IAsyncEnumerable<DcNodePowerResult> results)
    {
        var list = new List<DcNodePowerResult>();
        await foreach (var result in results)
        {
            list.Add(result);
        }

        return list;
    }

    private sealed class Reporter(List<FanOutProgress> said) : IProgress<FanOutProgress>
    {
        public void Report(FanOutProgress value) => said.Add(value);
    }
}
