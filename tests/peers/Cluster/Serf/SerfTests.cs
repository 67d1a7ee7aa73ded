using System.Text;
using System.Text.Json;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf;
using Xunit;

namespace Dentropy.Peers.Tests.Cluster.Serf;

/// <summary>What is asked of real agents, and what they answer.</summary>
public sealed class SerfTests : IAsyncLifetime
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(10);

    private LabSerf _serf = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _serf = await LabSerf.OpenAsync();

    public ValueTask DisposeAsync() => _serf?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Members_are_what_the_serf_program_says()
    {
        var said = JsonDocument.Parse(await Lab.ExecAsync("pi1", $"serf members -format=json -rpc-auth='{_serf.Key}'")).RootElement.GetProperty("members").EnumerateArray()
            .Select(member => (member.GetProperty("name").GetString()!, member.GetProperty("addr").GetString()!, member.GetProperty("status").GetString()!, member.GetProperty("tags").GetProperty("role").GetString()!))
            .Order();

        var members = await _serf.MembersAsync();

        Assert.Equal(said, members.Select(member => (member.Name, $"{member.Address}:{member.Port}", member.Status.ToString().ToLowerInvariant(), member.Tags["role"])).Order());
        Assert.All(members, member => Assert.Equal((member.Name, "pi1", _serf.Store.Location), (member.Node, member.Via, member.Cloud)));
    }

    [Fact]
    public async Task Conditions_choose_members()
    {
        var workers = await _serf.Cluster.MembersAsync(
            new ClusterMemberQuery { Names = ["pi[1-3]"], Status = [DcMemberStatus.Alive], Tags = new Dictionary<string, string> { ["role"] = "WORK*" }, Coordinates = true }, Stop);

        Assert.Equal(["pi2", "pi3"], workers.Select(member => member.Name));
        Assert.All(workers, member => Assert.InRange(member.RoundTrip!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(10)));
        Assert.Empty(await _serf.Cluster.MembersAsync(new ClusterMemberQuery { Tags = new Dictionary<string, string> { ["drain"] = "*" } }, Stop));
    }

    [Fact]
    public async Task An_event_reaches_all_members()
    {
        await _serf.Cluster.SendEventAsync("deploy", Encoding.UTF8.GetBytes("v42 é"), coalesce: false, [], Stop);

        foreach (var node in _serf.Nodes)
            await Lab.UntilAsync(async () => (await Lab.ExecAsync(node, "cat /run/lab-serf-events 2>/dev/null")).Contains("deploy v42 é", StringComparison.Ordinal), $"{node} has the event");
    }

    [Theory]
    [InlineData(506, null)]
    [InlineData(507, "SerfPayloadTooLarge")]
    public async Task An_event_may_be_as_large_as_gossip_carries(int size, string? errorId)
    {
        var error = await Record.ExceptionAsync(() => _serf.Cluster.SendEventAsync("deploy", new byte[size], coalesce: false, [], Stop));

        // The agent counts its own bytes of the envelope as well.
        if (errorId is not null || error is not null)
            Assert.Equal("SerfPayloadTooLarge", Assert.IsType<DentropyException>(error).ErrorId);
    }

    [Fact]
    public async Task A_query_ends_with_the_last_answer_and_not_with_its_time()
    {
        var outcomes = await _serf.QueryAsync(new ClusterQuerySettings { Name = "load", Timeout = s_long }).WaitAsync(s_long / 5, Stop);

        Assert.Equal(_serf.Nodes, outcomes.Select(outcome => outcome.Member).Order());
        Assert.All(outcomes, outcome => Assert.True(double.TryParse(outcome.Answer!.Payload, System.Globalization.CultureInfo.InvariantCulture, out _)));
    }

    [Fact]
    public async Task A_query_goes_to_those_who_are_meant_and_brings_back_what_they_said()
    {
        var text = new string('x', 700) + " é\nline";

        var byTag = await _serf.QueryAsync(new ClusterQuerySettings { Name = "echo", Payload = Encoding.UTF8.GetBytes(text), Tags = new Dictionary<string, string> { ["role"] = "manager" }, Timeout = s_long });
        var byName = await _serf.QueryAsync(new ClusterQuerySettings { Name = "echo", Payload = "x"u8.ToArray(), Members = ["pi2", "pi[4-5]"], Acknowledge = true, Timeout = s_long });

        Assert.Equal(["pi1", "pi6"], byTag.Select(outcome => outcome.Member).Order());
        Assert.All(byTag, outcome => Assert.Equal(text, outcome.Answer!.Payload));
        Assert.Equal(["pi2", "pi4", "pi5"], byName.Where(outcome => !outcome.Answer!.IsAcknowledgement).Select(outcome => outcome.Member).Order());
        Assert.Contains(byName, outcome => outcome.Answer!.IsAcknowledgement);
    }

    [Fact]
    public async Task A_query_too_large_for_the_agents_envelope_is_the_same_error()
    {
        var error = await Assert.ThrowsAsync<DentropyException>(() => _serf.QueryAsync(new ClusterQuerySettings { Name = "echo", Payload = new byte[1020] }));

        Assert.Equal("SerfPayloadTooLarge", error.ErrorId);
    }

    [Fact]
    public async Task A_member_without_a_handler_is_silent_but_acknowledges()
    {
        // Queries and acknowledgements are single packets, which may be lost, or late on a busy machine.
        IReadOnlyList<ClusterQueryOutcome> outcomes = [];
        await Lab.UntilAsync(
            async () => (outcomes = await _serf.QueryAsync(new ClusterQuerySettings { Name = "nobody-knows", Members = ["pi3"], Acknowledge = true, Timeout = TimeSpan.FromSeconds(3) }))[0].Answer is not null,
            "pi3 says that the query came");

        Assert.True(outcomes[0].Answer!.IsAcknowledgement);
        Assert.Equal(("pi3", "SerfMemberSilent"), (outcomes[^1].Member, outcomes[^1].Failure!.ErrorId));
        Assert.Contains("although it came there", outcomes[^1].Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tags_are_set_and_removed_at_the_members_own_agent()
    {
        var pi4 = (await _serf.MembersAsync()).Single(member => member.Name == "pi4");

        var marked = await _serf.Cluster.SetTagsAsync(pi4, new Dictionary<string, string> { ["drain"] = "yes" }, [], Stop);
        Assert.Equal(("yes", "worker", "pi4"), (marked.Tags["drain"], marked.Tags["role"], marked.Via));
        await _serf.UntilAsync("pi1", members => members.Any(member => member.Tags.ContainsKey("drain")), "pi1 knows the tag");

        var bare = await _serf.Cluster.SetTagsAsync(pi4, new Dictionary<string, string>(), ["drain"], Stop);
        Assert.False(bare.Tags.ContainsKey("drain"));
    }

    [Fact]
    public async Task The_key_ring_is_handled_on_all_members()
    {
        await using var client = await _serf.ClientAsync("pi2");
        var key = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));

        var installed = await client.InstallKeyAsync(key, Stop);
        Assert.True(installed.Complete, installed.Error);
        var listed = await client.ListKeysAsync(Stop);
        Assert.Equal((_serf.Nodes.Count, 2, _serf.Nodes.Count), (listed.Members, listed.Keys.Count, listed.Keys[key]));
        var removed = await client.RemoveKeyAsync(key, Stop);
        Assert.True(removed.Complete, removed.Error);
        Assert.DoesNotContain(key, (await client.ListKeysAsync(Stop)).Keys);
        Assert.False((await client.UseKeyAsync(key, Stop)).Complete);
    }

    [Fact]
    public async Task An_agent_tells_its_figures_and_its_log()
    {
        await using var client = await _serf.ClientAsync("pi2");

        Assert.Equal("pi2", (await client.StatsAsync(Stop))["agent"]["name"]);
        Assert.Equal(0, await client.JoinAsync([], replay: false, Stop));
        var (number, lines) = await client.MonitorAsync("DEBUG", Stop);
        await foreach (var line in lines)
        {
            Assert.Contains("[", line, StringComparison.Ordinal);
            break;
        }

        await client.StopAsync(number, Stop);
        Assert.Equal("SerfRefused", (await Assert.ThrowsAsync<DentropyException>(() => client.StreamAsync("member-lost", Stop))).ErrorId);
        Assert.Equal("SerfRefused", (await Assert.ThrowsAsync<DentropyException>(() => client.RespondAsync(77, default, Stop))).ErrorId);
    }
}
