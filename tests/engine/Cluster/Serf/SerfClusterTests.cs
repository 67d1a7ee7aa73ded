using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Cluster.Serf;

public sealed class SerfClusterTests : IAsyncLifetime
{
    private static readonly CancellationToken s_stop = TestContext.Current.CancellationToken;

    private readonly FakeAgents _cloud = new("pi1", "pi2", "pi3");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task A_node_without_an_agent_is_passed_over_and_the_one_that_answered_comes_first_next_time()
    {
        _cloud.Settings("serf: {nodes: [pi3, pi2]}\n");
        _cloud.Agent("pi2", Cluster);

        var members = await _cloud.Cluster.MembersAsync(new ClusterMemberQuery(), s_stop);
        await _cloud.Cluster.MembersAsync(new ClusterMemberQuery(), s_stop);

        Assert.All(members, member => Assert.Equal("pi2", member.Via));
        Assert.Equal(["pi3", "pi2", "pi2"], _cloud.Asked);
    }

    [Fact]
    public async Task An_agent_that_is_silent_holds_nobody_up()
    {
        _cloud.Settings("serf: {nodes: [pi1, pi2]}\n");
        _cloud.Agent("pi1", (_, _) => [], greets: false);
        _cloud.Agent("pi2", Cluster);

        Assert.Equal("pi2", (await _cloud.Cluster.MembersAsync(new ClusterMemberQuery(), s_stop))[0].Via);
    }

    [Theory]
    [InlineData("KeyRefused", DentropyErrorCategory.AuthenticationError)]
    [InlineData("NodeUnreachable", DentropyErrorCategory.ConnectionError)]
    public async Task A_node_that_lets_nobody_in_is_passed_over(string errorId, DentropyErrorCategory category)
    {
        _cloud.Refuse("pi1", errorId, category);
        _cloud.Agent("pi2", Cluster);

        Assert.Equal("pi2", (await _cloud.Cluster.MembersAsync(new ClusterMemberQuery(), s_stop))[0].Via);
        var error = await Assert.ThrowsAsync<DentropyException>(() => _cloud.Cluster.MembersAsync(new ClusterMemberQuery { Via = ["pi1"] }, s_stop));
        Assert.Equal(("SerfNotReachable", "pi1"), (error.ErrorId, error.Target));
    }

    [Fact]
    public async Task Where_no_agent_answers_each_node_is_named()
    {
        var error = await Assert.ThrowsAsync<DentropyException>(() => _cloud.Cluster.MembersAsync(new ClusterMemberQuery(), s_stop));

        Assert.Equal("SerfNotReachable", error.ErrorId);
        Assert.Contains("pi[1-3]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_key_is_not_tried_elsewhere()
    {
        _cloud.Settings("serf: {nodes: [pi1, pi2], authKey: 'env:PATH'}\n");
        _cloud.Agent("pi1", (_, number) => Packed.Header(number, "Invalid authentication token"));
        _cloud.Agent("pi2", Cluster);

        var error = await Assert.ThrowsAsync<DentropyException>(() => _cloud.Cluster.MembersAsync(new ClusterMemberQuery(), s_stop));

        Assert.Equal(("SerfAuthenticationFailed", "pi1"), (error.ErrorId, error.Target));
        Assert.Equal(["pi1"], _cloud.Asked);
    }

    [Theory]
    [InlineData("serf: {authKey: s3cret}\n", "CloudFileInvalid")]
    [InlineData("serf: {port: 0}\n", "CloudFileInvalid")]
    [InlineData("serf: {nodse: [pi1]}\n", "CloudFileInvalid")]
    [InlineData("serf: {nodes: [pi9]}\n", "NodeNotFound")]
    [InlineData("serf: {authKey: 'env:DENTROPY_TEST_NOT_SET'}\n", "SecretUnavailable")]
    public async Task Settings_that_cannot_be_used_are_refused_before_anybody_is_asked(string settings, string errorId)
    {
        _cloud.Settings(settings);

        var error = await Assert.ThrowsAsync<DentropyException>(() => _cloud.Cluster.MembersAsync(new ClusterMemberQuery(), s_stop));

        Assert.Equal(errorId, error.ErrorId);
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
        Assert.Empty(_cloud.Asked);
    }

    [Fact]
    public async Task Members_are_nodes_by_name_or_by_address()
    {
        _cloud.Agent("pi1", (command, number) => command is "members"
            ? [.. Packed.Header(number), .. Packed.Members(Packed.Member("PI2", last: 99), Packed.Member("other", "failed", last: 3), Packed.Member("stranger", last: 77))]
            : null);

        var members = await _cloud.Cluster.MembersAsync(new ClusterMemberQuery { Names = ["*"] }, s_stop);

        Assert.Equal([("other", "pi3"), ("PI2", "pi2"), ("stranger", null)], members.Select(member => (member.Name, member.Node)));
        var query = new ClusterMemberQuery { Names = ["pi3", "pi2", "nobody", "none*"] };
        members = await _cloud.Cluster.MembersAsync(query, s_stop);
        Assert.Equal(["other", "PI2"], members.Select(member => member.Name));
        Assert.Equal([("SerfMemberNotFound", "nobody")], SerfCluster.Missing(query, members).Select(error => (error.ErrorId, error.Target)));
        Assert.Empty(SerfCluster.Missing(query with { Status = [DcMemberStatus.Alive] }, members));
    }

    [Fact]
    public async Task Conditions_on_status_and_tags_are_the_agents_and_those_on_names_ours()
    {
        var agent = _cloud.Agent("pi1", Cluster);

        var members = await _cloud.Cluster.MembersAsync(
            new ClusterMemberQuery { Names = ["pi[2-9]"], Status = [DcMemberStatus.Failed, DcMemberStatus.Left], Tags = new Dictionary<string, string> { ["role"] = "work*" } }, s_stop);

        Assert.Equal(["pi2", "pi3"], members.Select(member => member.Name));
        var body = SerfFields.Read(new(agent.Bodies["members-filtered"]));
        Assert.Equal(("(failed|left)", "^(?i:work.*)$"), (body.Text("Status"), body.Texts("Tags")["role"]));
    }

    [Fact]
    public async Task A_query_ends_when_all_who_are_alive_have_answered()
    {
        // No 'done' ever comes.
        var agent = _cloud.Agent("pi1", (command, number) => command is "query"
            ? [.. Packed.Header(number), .. Said(number, "response", "pi1", "1\n"), .. Said(number, "response", "pi1", "again\n"), .. Said(number, "response", "pi2", "2\n")]
            : Cluster(command, number));

        var outcomes = await QueryAsync(new ClusterQuerySettings { Name = "load" });

        Assert.Equal([("pi1", "1"), ("pi1", "again"), ("pi2", "2")], outcomes.Select(outcome => (outcome.Member, outcome.Answer!.Payload)));
        Assert.Empty(SerfFields.Read(new(agent.Bodies["query"])).Texts("FilterTags"));
    }

    [Fact]
    public async Task Who_did_not_answer_is_told_with_what_is_known()
    {
        _cloud.Agent("pi1", (command, number) => command is "query"
            ? [.. Packed.Header(number), .. Said(number, "ack", "pi2", ""), .. Said(number, "response", "pi1", "1"), .. Said(number, "done", "", "")]
            : Cluster(command, number));

        var outcomes = await QueryAsync(new ClusterQuerySettings { Name = "load", Acknowledge = true });

        Assert.Equal([("pi2", true, null), ("pi1", false, null), ("pi2", false, "SerfMemberSilent")], outcomes.Select(outcome => (outcome.Member, outcome.Answer?.IsAcknowledgement == true, outcome.Failure?.ErrorId)));
        Assert.Contains("although it came there", outcomes[^1].Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_are_looked_up_among_the_members()
    {
        var agent = _cloud.Agent("pi1", (command, number) => command is "query" ? [.. Packed.Header(number), .. Said(number, "response", "pi2", "2")] : Cluster(command, number));

        var outcomes = await QueryAsync(new ClusterQuerySettings { Name = "load", Members = ["pi3", "PI2", "pi9"] });

        Assert.Equal([("pi3", "SerfMemberNotAlive"), ("pi9", "SerfMemberNotFound"), ("pi2", null)], outcomes.Select(outcome => (outcome.Member, outcome.Failure?.ErrorId)));
        Assert.Contains("failed", outcomes[0].Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("pi2", System.Text.Encoding.UTF8.GetString(agent.Bodies["query"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_fits_nothing_is_sent()
    {
        var agent = _cloud.Agent("pi1", Cluster);

        var error = await Assert.ThrowsAsync<DentropyException>(() => QueryAsync(new ClusterQuerySettings { Name = "load", Tags = new Dictionary<string, string> { ["role"] = "nobody" } }));

        Assert.Equal("SerfMemberNotFound", error.ErrorId);
        Assert.DoesNotContain("query", agent.Commands);
    }

    [Fact]
    public async Task An_agent_that_dies_within_a_query_leaves_what_came_and_an_error()
    {
        var agent = _cloud.Agent("pi1", (command, number) => command is "query" ? [.. Packed.Header(number), .. Said(number, "response", "pi1", "1")] : Cluster(command, number));
        var outcomes = new List<ClusterQueryOutcome>();

        var error = await Assert.ThrowsAsync<DentropyException>(async () =>
        {
            await foreach (var outcome in _cloud.Cluster.QueryAsync(new ClusterQuerySettings { Name = "load" }, s_stop))
            {
                outcomes.Add(outcome);
                agent.Hang();
            }
        });

        Assert.Equal(("SerfConnectionLost", "pi1"), (error.ErrorId, error.Target));
        Assert.Single(outcomes);
    }

    [Fact]
    public async Task A_watch_goes_on_with_the_next_agent_and_tells_what_changed_meanwhile()
    {
        _cloud.Settings("serf: {nodes: [pi1, pi2]}\n");
        var first = _cloud.Agent("pi1", (command, number) => command is "members"
            ? [.. Packed.Header(number), .. Packed.Members(Packed.Member("pi1"), Packed.Member("pi2"), Packed.Member("pi3")), .. User(2, "deploy", "v1")]
            : Packed.Header(number));
        _cloud.Agent("pi2", (command, number) => command is "members"
            ? [.. Packed.Header(number), .. Packed.Members(Packed.Member("pi1", "failed"), Packed.Member("pi2", role: "manager"), Packed.Member("pi4")), .. Failed(2, "pi1"), .. User(2, "deploy", "v2")]
            : Packed.Header(number));
        var news = new List<ClusterNews>();

        await foreach (var one in _cloud.Cluster.WatchAsync(new ClusterWatchSettings(), s_stop))
        {
            news.Add(one);
            if (one.Event?.Payload == "v1")
            {
                _cloud.Remove("pi1");
                await first.DisposeAsync();
            }

            if (one.Event?.Payload == "v2")
                break;
        }

        Assert.Equal(
            ["user deploy", "SerfConnectionLost", "member-failed pi1", "member-update pi2", "member-join pi4", "member-reap pi3", "user deploy"],
            news.Select(one => one.Event?.ToString() ?? one.Interruption!.ErrorId));
        Assert.Equal("pi2", news[^1].Event!.Via);
    }

    [Fact]
    public async Task What_is_not_listened_for_is_not_told()
    {
        var agent = _cloud.Agent("pi1", (command, number) => command is "members"
            ? [.. Packed.Header(number), .. Packed.Members(Packed.Member("pi1")), .. User(2, "other", "x"), .. User(2, "deploy", "v1")]
            : Packed.Header(number));

        await foreach (var one in _cloud.Cluster.WatchAsync(new ClusterWatchSettings { Types = ["user", "query"], Names = ["dep*"] }, s_stop))
        {
            Assert.Equal("user deploy", one.Event!.ToString());
            break;
        }

        Assert.Equal("user,query", SerfFields.Read(new(agent.Bodies["stream"])).Text("Type"));
        Assert.Equal("SerfEventTypeUnknown", Assert.Throws<DentropyException>(() => _cloud.Cluster.WatchAsync(new ClusterWatchSettings { Types = ["member-lost"] }, s_stop)).ErrorId);
    }

    [Fact]
    public async Task Only_a_member_that_is_not_alive_is_removed()
    {
        var agent = _cloud.Agent("pi1", Cluster);

        Assert.Equal("SerfMemberAlive", (await Assert.ThrowsAsync<DentropyException>(() => _cloud.Cluster.RemoveAsync("pi2", prune: false, [], s_stop))).ErrorId);
        Assert.Equal("SerfMemberNotFound", (await Assert.ThrowsAsync<DentropyException>(() => _cloud.Cluster.RemoveAsync("pi9", prune: false, [], s_stop))).ErrorId);
        Assert.DoesNotContain("force-leave", agent.Commands);
        await _cloud.Cluster.RemoveAsync("PI3", prune: true, [], s_stop);
        var body = SerfFields.Read(new(agent.Bodies["force-leave"]));
        Assert.Equal(("pi3", true), (body.Text("Node"), body.Flag("Prune")));
    }

    [Fact]
    public async Task Nodes_are_divided_by_what_Serf_says()
    {
        _cloud.Agent("pi1", (command, number) => command is "members" ? [.. Packed.Header(number), .. Packed.Members(Packed.Member("pi1"), Packed.Member("pi2", "failed", last: 2))] : null);
        var nodes = (await _cloud.Store.ReadAllAsync(s_stop)).Nodes;

        var (alive, others) = await _cloud.Cluster.DivideAsync(nodes, s_stop);

        Assert.Equal("pi1", Assert.Single(alive).Name);
        Assert.Equal([("pi2", "SerfMemberNotAlive"), ("pi3", "SerfMemberNotFound")], others.Select(error => (error.Target!, error.ErrorId)));
    }

    [Fact]
    public void A_payload_that_is_too_large_asks_nobody()
    {
        Assert.Equal("SerfPayloadTooLarge", Assert.Throws<DentropyException>(() => _cloud.Cluster.QueryAsync(new ClusterQuerySettings { Name = "load", Payload = new byte[1021] }, s_stop)).ErrorId);
        Assert.Empty(_cloud.Asked);
    }

    private static byte[]? Cluster(string command, int number) => command switch
    {
        "members" => [.. Packed.Header(number), .. Packed.Members(Packed.Member("pi1"), Packed.Member("pi2", last: 2), Packed.Member("pi3", "failed", last: 3))],
        "members-filtered" => [.. Packed.Header(number), .. Packed.Members(Packed.Member("pi1"), Packed.Member("pi2", last: 2), Packed.Member("pi3", "failed", last: 3))],
        _ => Packed.Header(number),
    };

    private static byte[] Said(int number, string type, string from, string payload) =>
        [.. Packed.Header(number), .. Packed.Map(("Type", type), ("From", from), ("Payload", System.Text.Encoding.UTF8.GetBytes(payload)))];

    private static byte[] User(int number, string name, string payload) =>
        [.. Packed.Header(number), .. Packed.Map(("Event", "user"), ("Name", name), ("Payload", payload), ("LTime", 3), ("Coalesce", false))];

    private static byte[] Failed(int number, string name) => [.. Packed.Header(number), .. Packed.Map(("Event", "member-failed"), ("Members", new[] { Packed.Member(name, "failed") }))];

    private async Task<List<ClusterQueryOutcome>> QueryAsync(ClusterQuerySettings settings)
    {
        var outcomes = new List<ClusterQueryOutcome>();
        await foreach (var outcome in _cloud.Cluster.QueryAsync(settings, s_stop))
            outcomes.Add(outcome);
        return outcomes;
    }
}
