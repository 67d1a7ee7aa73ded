using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf;
using Dentropy.Engine.Transport;
using Xunit;

namespace Dentropy.Peers.Tests.Cluster.Serf;

/// <summary>Agents that die, keys that are wrong, networks that are cut.</summary>
public sealed class SerfFaultTests : IAsyncLifetime
{
    private LabSerf _serf = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _serf = await LabSerf.OpenAsync();

    public ValueTask DisposeAsync() => _serf?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task A_wrong_key_or_none_is_told_and_never_shown(string? key)
    {
        Environment.SetEnvironmentVariable("DENTROPY_TEST_SERF_KEY", key);
        if (key is null)
            File.WriteAllText(Path.Join(_serf.Store.Location, "cloud.yaml"), "serf: {nodes: [pi1, pi2]}\n");

        var error = await Assert.ThrowsAsync<DentropyException>(() => _serf.MembersAsync());

        Assert.Equal(("SerfAuthenticationFailed", "pi1"), (error.ErrorId, error.Target));
        Assert.DoesNotContain("wrong\"", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_dies_within_a_query_is_missing_and_the_others_are_not()
    {
        var asking = _serf.QueryAsync(new ClusterQuerySettings { Name = "wait", Timeout = TimeSpan.FromSeconds(12) });
        foreach (var node in _serf.Nodes)
            await Lab.UntilAsync(async () => (await Lab.ExecAsync(node, "ls /run")).Contains("lab-serf-waits", StringComparison.Ordinal), $"the query is at {node}");

        await LabSerf.KillAsync("pi3");
        foreach (var node in _serf.Nodes)
            await Lab.ExecAsync(node, "touch /run/lab-serf-go");
        var outcomes = await asking;

        Assert.Equal(_serf.Nodes.Where(node => node != "pi3"), outcomes.Where(outcome => outcome.Answer is not null).Select(outcome => outcome.Member).Order());
        Assert.Equal(("pi3", "SerfMemberSilent"), (outcomes[^1].Member, outcomes[^1].Failure?.ErrorId));
    }

    [Fact]
    public async Task The_asked_agent_that_dies_within_a_query_is_a_lost_connection()
    {
        var asking = _serf.QueryAsync(new ClusterQuerySettings { Name = "wait", Via = ["pi2"], Timeout = TimeSpan.FromMinutes(10) });
        await Lab.UntilAsync(async () => (await Lab.ExecAsync("pi4", "ls /run")).Contains("lab-serf-waits", StringComparison.Ordinal), "the query is at pi4");

        await LabSerf.KillAsync("pi2");

        var error = await Assert.ThrowsAsync<DentropyException>(() => asking);
        Assert.Equal(("SerfConnectionLost", "pi2"), (error.ErrorId, error.Target));
    }

    [Fact]
    public async Task The_next_node_is_asked_where_no_agent_runs()
    {
        await LabSerf.KillAsync("pi1");

        Assert.Equal("pi2", (await _serf.MembersAsync())[0].Via);
        var error = await Assert.ThrowsAsync<DentropyException>(() => _serf.MembersAsync("pi1"));
        Assert.Equal(("SerfNotReachable", "pi1"), (error.ErrorId, error.Target));
    }

    [Fact]
    public async Task A_failed_member_is_seen_heard_of_divided_off_and_removed()
    {
        var news = new List<string>();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var watching = WatchAsync(new ClusterWatchSettings { Names = ["pi6", "pi5"] }, news, enough.Token);
        // Whatever is told from now on is heard: an update comes back.
        var pi5 = (await _serf.MembersAsync()).Single(member => member.Name == "pi5");
        await Lab.UntilAsync(async () =>
        {
            await _serf.Cluster.SetTagsAsync(pi5, new Dictionary<string, string> { ["mark"] = Guid.NewGuid().ToString("N") }, [], Stop);
            return news.Count > 0;
        }, "the watch hears");

        await LabSerf.KillAsync("pi6");
        await Lab.UntilAsync(() => Task.FromResult(news.Contains("member-failed pi6")), "pi6 is told as failed");
        var (alive, others) = await _serf.Cluster.DivideAsync(await Lab.NodesAsync(), Stop);
        Assert.Equal(_serf.Nodes.Where(node => node != "pi6"), alive.Select(node => node.Name));
        Assert.Equal([("pi6", "SerfMemberNotAlive")], others.Select(error => (error.Target!, error.ErrorId)));

        await _serf.Cluster.RemoveAsync("pi6", prune: false, [], Stop);
        await _serf.UntilAsync("pi2", members => members.Single(member => member.Name == "pi6").Status == DcMemberStatus.Left, "pi6 has left");
        await LabSerf.UpAsync();
        await Lab.UntilAsync(() => Task.FromResult(news.Contains("member-join pi6")), "pi6 is told as back");
        Assert.Equal("SerfMemberAlive", (await Assert.ThrowsAsync<DentropyException>(() => _serf.Cluster.RemoveAsync("pi6", prune: false, [], Stop))).ErrorId);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    [Fact]
    public async Task A_watch_survives_the_agent_that_it_listens_to()
    {
        var news = new List<string>();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var watching = WatchAsync(new ClusterWatchSettings(), news, enough.Token);
        await UntilHeardAsync(news, "first");

        await LabSerf.KillAsync("pi1");
        await Lab.UntilAsync(() => Task.FromResult(news.Contains("SerfConnectionLost")), "the loss is told");
        await UntilHeardAsync(news, "second");
        await Lab.UntilAsync(() => Task.FromResult(news.Contains("member-failed pi1")), "pi2 tells of pi1");
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    [Fact]
    public async Task Two_halves_that_are_cut_apart_see_each_other_as_failed()
    {
        var nodes = await Lab.NodesAsync();
        var (left, right) = (nodes.Take(nodes.Count / 2).ToList(), nodes.Skip(nodes.Count / 2).ToList());
        try
        {
            foreach (var (one, other) in left.SelectMany(one => right.Select(other => (one, other))))
            {
                await Lab.ExecAsync(one.Name, $"ip route add blackhole {other.Address}");
                await Lab.ExecAsync(other.Name, $"ip route add blackhole {one.Address}");
            }

            await _serf.UntilAsync(left[0].Name, members => right.All(node => StatusOf(members, node.Name) == DcMemberStatus.Failed), "the left half misses the right");
            await _serf.UntilAsync(right[0].Name, members => left.All(node => StatusOf(members, node.Name) == DcMemberStatus.Failed), "the right half misses the left");
            var seen = await _serf.MembersAsync(left[0].Name);
            Assert.All(left, node => Assert.Equal(DcMemberStatus.Alive, StatusOf(seen, node.Name)));

            // A query waits for its own half only.
            var outcomes = await _serf.QueryAsync(new ClusterQuerySettings { Name = "load", Via = [right[0].Name], Timeout = TimeSpan.FromMinutes(10) });
            Assert.Equal(right.Select(node => node.Name), outcomes.Select(outcome => outcome.Member).Order());
        }
        finally
        {
            foreach (var node in nodes)
                await Lab.ExecAsync(node.Name, "ip route show type blackhole | while read -r _ to _; do ip route del blackhole $to; done");
        }

        await _serf.UntilAsync(left[0].Name, members => members.All(member => member.Status == DcMemberStatus.Alive), "the halves are one again");
    }

    [Fact]
    public async Task A_port_is_refused_forbidden_or_relayed()
    {
        var node = await Lab.NodeAsync("pi5");
        await using var processes = new SshLinkPool(new LinkOptions { UseControlSockets = false });
        var (link, other) = (await _serf.Links.GetAsync(node, Stop), await processes.GetAsync(node, Stop));

        var refused = await Assert.ThrowsAsync<DentropyException>(() => link.ConnectTcpAsync("127.0.0.1", 9, Stop));
        Assert.Equal(("RemotePortRefused", "pi5"), (refused.ErrorId, refused.Target));
        await using (var late = await other.ConnectTcpAsync("127.0.0.1", 9, Stop))
            Assert.Equal("RemotePortRefused", (await Assert.ThrowsAsync<DentropyException>(() => late.ReadAsync(new byte[1], Stop).AsTask())).ErrorId);
        await using (var client = await SerfClient.OpenAsync(await other.ConnectTcpAsync("127.0.0.1", 7373, Stop), "pi5", _serf.Key, Stop))
            Assert.Equal(_serf.Nodes.Count, (await client.MembersAsync(filter: null, Stop)).Count);

        try
        {
            await Lab.RunAsync("sshd", "pi5", "--set", "AllowTcpForwarding no");
            await _serf.Links.CloseAsync(node);
            link = await _serf.Links.GetAsync(node, Stop);
            var forbidden = await Assert.ThrowsAsync<PortForbiddenException>(() => link.ConnectTcpAsync("127.0.0.1", 7373, Stop));
            Assert.Contains("AllowTcpForwarding", forbidden.Message, StringComparison.Ordinal);
            Assert.All(await _serf.MembersAsync("pi5"), member => Assert.Equal("pi5", member.Via));
            await using (var late = await link.ConnectPortAsync("pi5", "127.0.0.1", 9, Stop))
                Assert.Equal("RemotePortRefused", (await Assert.ThrowsAsync<DentropyException>(() => late.ReadAsync(new byte[1], Stop).AsTask())).ErrorId);
        }
        finally
        {
            await Lab.RunAsync("sshd", "pi5", "--reset");
        }
    }

    private static DcMemberStatus StatusOf(IReadOnlyList<DcClusterMember> members, string name) => members.Single(member => member.Name == name).Status;

    private async Task UntilHeardAsync(List<string> news, string name) => await Lab.UntilAsync(async () =>
    {
        await _serf.Cluster.SendEventAsync(name, default, coalesce: false, ["pi2"], Stop);
        return news.Contains("user " + name);
    }, $"the event {name} is heard");

    private async Task WatchAsync(ClusterWatchSettings settings, List<string> news, CancellationToken stop)
    {
        await foreach (var one in _serf.Cluster.WatchAsync(settings, stop))
            news.Add(one.Event?.ToString() ?? one.Interruption!.ErrorId);
    }
}
