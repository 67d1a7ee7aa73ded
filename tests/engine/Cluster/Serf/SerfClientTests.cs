using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf;
using Xunit;

namespace Dentropy.Engine.Tests.Cluster.Serf;

public sealed class SerfClientTests
{
    // A machine that is busy with other tests is no silent agent.
    private static readonly TimeSpan s_answerLimit = TimeSpan.FromMinutes(5);
    private static readonly CancellationToken s_stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task A_recorded_answer_is_read_whole_whatever_pieces_it_comes_in(int piece)
    {
        await using var client = await OpenAsync(new ScriptedStream(piece, ends: false, Recording.Answers), "pi1", "key", s_stop);

        var members = await client.MembersAsync(filter: null, s_stop);

        Assert.Equal(["pi1", "pi2", "pi3", "pi4", "pi5", "pi6"], members.Select(member => member.Name));
        Assert.Equal(["10.101.0.11", "10.101.0.12", "10.101.0.13", "10.101.0.14", "10.101.0.15", "10.101.0.16"], members.Select(member => member.Address));
        Assert.All(members, member => Assert.Equal((7946, DcMemberStatus.Alive, 5), (member.Port, member.Status, member.Protocol)));
        Assert.Equal(("manager", "sw1"), (members[0].Tags["role"], members[0].Tags["switch"]));
    }

    [Fact]
    public async Task Ten_thousand_members_are_no_trouble()
    {
        var stream = new ScriptedStream(1400, ends: false, Recording.Answers[0], Recording.Answers[1], Recording.Members(10_000));
        await using var client = await OpenAsync(stream, "pi1", "key", s_stop);

        var members = await client.MembersAsync(filter: null, s_stop);

        Assert.Equal(10_000, members.Count);
        Assert.Equal(("pi0", "pi9999"), (members[0].Name, members[^1].Name));
        Assert.All(members, member => Assert.Equal(2, member.Tags.Count));
    }

    [Fact]
    public async Task An_answer_that_is_cut_anywhere_is_a_lost_connection()
    {
        var last = Recording.Answers[2];
        for (var length = 0; length < last.Length; length++)
        {
            var stream = new ScriptedStream(64, ends: true, Recording.Answers[0], Recording.Answers[1], last[..length]);
            await using var client = await OpenAsync(stream, "pi1", "key", s_stop);

            var error = await Assert.ThrowsAsync<DentropyException>(() => client.MembersAsync(filter: null, s_stop));

            Assert.Equal(("SerfConnectionLost", "pi1"), (error.ErrorId, error.Target));
        }
    }

    [Theory]
    [InlineData("c1c1c1c1")]
    [InlineData("485454502f312e3120343030204261642052657175657374")]
    [InlineData("93010203")]
    [InlineData("82a5")]
    [InlineData("82a54572726f72a0a3536571ff")]
    [InlineData("82a54572726f72a0a353657177")]
    [InlineData("dfffffffff")]
    [InlineData("82dbffffffff00000000")]
    [InlineData("ddffffffffc0")]
    public async Task Garbage_is_told_as_such(string hex)
    {
        var stream = new ScriptedStream(1000, ends: true, Convert.FromHexString(hex));

        var error = await Assert.ThrowsAsync<DentropyException>(() => OpenAsync(stream, "pi1", authKey: null, s_stop));

        Assert.Equal("pi1", error.Target);
        Assert.Contains(error.ErrorId, hex is "82a5" or "dfffffffff" or "ddffffffffc0" or "82a54572726f72a0a3536571ff" ? ["SerfConnectionLost", "SerfProtocol"] : new[] { "SerfProtocol" });
    }

    [Fact]
    public async Task A_length_that_nothing_has_ends_at_the_bound()
    {
        // A text of 2 GiB, of which more comes than any answer has.
        var endless = new byte[18 * 1024 * 1024];
        new byte[] { 0x82, 0xdb, 0x7f, 0xff, 0xff, 0xff }.CopyTo(endless, 0);
        var stream = new ScriptedStream(256 * 1024, ends: false, endless);

        var error = await Assert.ThrowsAsync<DentropyException>(() => OpenAsync(stream, "pi1", authKey: null, s_stop));

        Assert.Equal("SerfProtocol", error.ErrorId);
        Assert.Contains("16 MiB", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x91)]
    [InlineData(0x81)]
    public async Task Nesting_without_end_is_refused(byte level)
    {
        var deep = Enumerable.Repeat(level, 200_000).Append((byte)0xc0).ToArray();
        var stream = new ScriptedStream(64 * 1024, ends: true, deep);

        var error = await Assert.ThrowsAsync<DentropyException>(() => OpenAsync(stream, "pi1", authKey: null, s_stop));

        Assert.Contains(error.ErrorId, new[] { "SerfProtocol", "SerfConnectionLost" });
    }

    [Theory]
    [InlineData("Invalid authentication token", "SerfAuthenticationFailed")]
    [InlineData("Unsupported IPC version", "SerfUnsupported")]
    [InlineData("something new", "SerfRefused")]
    public async Task What_an_agent_refuses_has_its_error(string said, string errorId)
    {
        var stream = new ScriptedStream(1000, ends: false, Packed.Header(1), Packed.Header(2, said));

        var error = await Assert.ThrowsAsync<DentropyException>(() => OpenAsync(stream, "pi1", "s3cret-key", s_stop));

        Assert.Equal((errorId, "pi1"), (error.ErrorId, error.Target));
        Assert.DoesNotContain("s3cret-key", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_wants_a_key_says_so_at_the_first_command()
    {
        var stream = new ScriptedStream(1000, ends: false, Packed.Header(1), Packed.Header(2, "Authentication required"));
        await using var client = await OpenAsync(stream, "pi1", authKey: null, s_stop);

        var error = await Assert.ThrowsAsync<DentropyException>(() => client.MembersAsync(filter: null, s_stop));

        Assert.Equal("SerfAuthenticationFailed", error.ErrorId);
        Assert.Contains("authKey", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_are_in_the_old_specification()
    {
        var stream = new ScriptedStream(1000, ends: false, Packed.Header(1), Packed.Header(2));
        await using var client = await OpenAsync(stream, "pi1", authKey: null, s_stop);
        var before = stream.Written.Length;

        await client.EventAsync("deploy", new byte[40], coalesce: true, s_stop);

        var request = Convert.ToHexStringLower(stream.Written.AsSpan(before));
        Assert.Equal(
            "82" + "a7436f6d6d616e64" + "a56576656e74" + "a3536571" + "02" + "83" + "a44e616d65" + "a66465706c6f79" + "a75061796c6f6164" + "da0028" + new string('0', 80) + "a8436f616c65736365" + "c3",
            request);
    }

    [Theory]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public async Task An_event_that_gossip_would_not_carry_is_not_sent(int size, bool fits)
    {
        var stream = new ScriptedStream(1000, ends: false, Packed.Header(1), Packed.Header(2));
        await using var client = await OpenAsync(stream, "pi1", authKey: null, s_stop);
        var before = stream.Written.Length;

        var error = await Record.ExceptionAsync(() => client.EventAsync("deploy", new byte[size - 6], coalesce: false, s_stop));

        Assert.Equal((fits, fits ? null : "SerfPayloadTooLarge"), (stream.Written.Length > before, (error as DentropyException)?.ErrorId));
    }

    [Fact]
    public async Task Answers_of_a_query_come_one_by_one_and_end()
    {
        byte[] Said(string type, string from, string payload) =>
            [.. Packed.Header(2), .. Packed.Map(("Type", type), ("From", from), ("Payload", System.Text.Encoding.UTF8.GetBytes(payload)))];
        var stream = new ScriptedStream(
            3, ends: false, Packed.Header(1), [.. Packed.Header(2), .. Said("ack", "pi1", ""), .. Said("response", "pi1", "0.5\n"), .. Said("done", "", "")]);
        await using var client = await OpenAsync(stream, "pi1", authKey: null, s_stop);

        var answers = new List<SerfAnswer>();
        await foreach (var answer in await client.QueryAsync(new SerfQuery("load", default), s_stop))
        {
            answers.Add(answer);
            if (answer.Kind == SerfAnswerKind.Done)
                break;
        }

        Assert.Equal([SerfAnswerKind.Acknowledgement, SerfAnswerKind.Response, SerfAnswerKind.Done], answers.Select(answer => answer.Kind));
        Assert.Equal("0.5\n"u8.ToArray(), answers[1].Payload);
    }

    [Fact]
    public async Task Answers_of_several_requests_may_mix()
    {
        // The stream's first event arrives with the members that were asked for meanwhile.
        byte[] happened = [.. Packed.Header(2), .. Packed.Map(("Event", "user"), ("Name", "deploy"), ("Payload", "v1"), ("LTime", 7), ("Coalesce", true))];
        var stream = new ScriptedStream(
            1000, ends: false, Packed.Header(1), Packed.Header(2), [.. happened, .. Packed.Header(3), .. Packed.Members(Packed.Member("pi1")), .. happened], Packed.Header(4), happened);
        await using var client = await OpenAsync(stream, "pi1", authKey: null, s_stop);

        var (number, events) = await client.StreamAsync("*", s_stop);
        var members = await client.MembersAsync(filter: null, s_stop);
        await client.StopAsync(number, s_stop);

        Assert.Equal("pi1", Assert.Single(members).Name);
        await foreach (var one in events)
        {
            Assert.Equal(("user", "deploy", 7UL, true), (one.Type, one.Name, one.LogicalTime, one.Coalesce));
            break;
        }
    }

    [Fact]
    public async Task Keys_that_some_member_has_not_taken_are_told_with_what_it_said()
    {
        byte[] answer =
        [
            .. Packed.Header(2, "1/2 nodes reported failure"),
            .. Packed.Map(("Messages", new (string, object?)[] { ("pi2", "no such key") }), ("Keys", null), ("NumNodes", 2), ("NumErr", 1), ("NumResp", 2)),
        ];
        await using var client = await OpenAsync(new ScriptedStream(5, ends: false, Packed.Header(1), answer), "pi1", authKey: null, s_stop);

        var result = await client.UseKeyAsync("k", s_stop);

        Assert.False(result.Complete);
        Assert.Equal((2, 2, 1, "no such key"), (result.Members, result.Answers, result.Errors, result.Messages["pi2"]));
    }

    [Fact]
    public async Task The_time_between_two_members_follows_from_their_coordinates()
    {
        byte[] Place(int number, double[] at, double height) =>
            [.. Packed.Header(number), .. Packed.Map(("Coord", new (string, object?)[] { ("Vec", at), ("Height", height), ("Adjustment", -0.001), ("Error", 1.5) }), ("Ok", true))];
        var stream = new ScriptedStream(1000, ends: false, Packed.Header(1), Place(2, [0.003, 0], 0.001), Place(3, [0, 0.004], 0.002), [.. Packed.Header(4), .. Packed.Map(("Coord", null), ("Ok", false))]);
        await using var client = await OpenAsync(stream, "pi1", authKey: null, s_stop);

        var (here, there) = (await client.CoordinateAsync("pi1", s_stop), await client.CoordinateAsync("pi2", s_stop));

        // 5 ms apart, 3 ms of heights, 2 ms of adjustments.
        Assert.Equal(6, here!.RoundTripTo(there!)!.Value.TotalMilliseconds, 6);
        Assert.Null(await client.CoordinateAsync("pi3", s_stop));
        Assert.Null(here.RoundTripTo(new SerfCoordinate([1], 0, 0)));
    }

    [Theory]
    [InlineData("worker", "^(?i:worker)$", "Worker", true)]
    [InlineData("work*", "^(?i:work.*)$", "worker", true)]
    [InlineData("w?", "^(?i:w.)$", "worker", false)]
    [InlineData("a.b", "^(?i:a\\.b)$", "axb", false)]
    [InlineData("a|b)(c", "^(?i:a\\|b\\)\\(c)$", "a|b)(c", true)]
    [InlineData("*", "^(?i:.+)$", "", false)]
    public void Wildcards_of_tags_mean_the_same_here_and_at_the_agent(string text, string expression, string value, bool fits)
    {
        var pattern = new SerfPattern(text);
        Assert.Equal((expression, fits), (pattern.Expression, pattern.IsMatch(value)));
    }

    private static Task<SerfClient> OpenAsync(Stream stream, string node, string? authKey, CancellationToken cancellationToken) =>
        SerfClient.OpenAsync(stream, node, authKey, cancellationToken, s_answerLimit);
}
