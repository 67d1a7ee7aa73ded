using System.Globalization;
using MessagePack;

namespace Dentropy.Engine.Cluster.Serf;

/// <summary>The commands of an agent's RPC protocol. Every one fails with <see cref="DentropyException"/>: see <see cref="SerfErrors"/>.</summary>
internal sealed class SerfClient(SerfConnection connection) : IAsyncDisposable
{
    /// <summary>Most bytes of a user event, its name and payload together (Serf, UserEventSizeLimit).</summary>
    public const int LargestEvent = 512;

    /// <summary>Most bytes of a query and of an answer (Serf, QuerySizeLimit, QueryResponseSizeLimit).</summary>
    public const int LargestQuery = 1024;

    private const int MostMembers = 1_000_000;

    // An agent asks all members for these, or waits for them.
    private static readonly TimeSpan LongLimit = TimeSpan.FromSeconds(60);

    /// <summary>Name of the node whose agent it is.</summary>
    public string Node => connection.Node;

    /// <summary>Connects to an agent over a stream, which then belongs to the client.</summary>
    public static async Task<SerfClient> OpenAsync(Stream stream, string node, string? authKey, CancellationToken cancellationToken, TimeSpan? answerLimit = null) =>
        new(await SerfConnection.OpenAsync(stream, node, authKey, cancellationToken, answerLimit).ConfigureAwait(false));

    /// <summary>All members that the agent knows, or those that a filter fits, sorted by name.</summary>
    public async Task<IReadOnlyList<SerfMember>> MembersAsync(SerfMemberFilter? filter, CancellationToken cancellationToken)
    {
        var members = filter is null
            ? await connection.AskAsync("members", body: null, ReadMembersAsync, cancellationToken, LongLimit).ConfigureAwait(false)
            : await connection.AskAsync("members-filtered", Filter, ReadMembersAsync, cancellationToken, LongLimit).ConfigureAwait(false);
        return members!;

        void Filter(ref MessagePackWriter writer)
        {
            writer.WriteMapHeader(3);
            writer.Write("Tags");
            SerfRequest.WriteTexts(ref writer, filter.Tags);
            writer.Write("Status");
            writer.Write(filter.Status ?? "");
            writer.Write("Name");
            writer.Write(filter.Name ?? "");
        }
    }

    /// <summary>Sends a user event to all members.</summary>
    /// <exception cref="DentropyException"><c>SerfPayloadTooLarge</c>: more than <see cref="LargestEvent"/> bytes; nothing was sent.</exception>
    public Task EventAsync(string name, ReadOnlyMemory<byte> payload, bool coalesce, CancellationToken cancellationToken)
    {
        ThrowIfTooLarge("event", name, payload, LargestEvent);
        return connection.AskAsync("event", Body, cancellationToken);

        void Body(ref MessagePackWriter writer)
        {
            writer.WriteMapHeader(3);
            writer.Write("Name");
            writer.Write(name);
            writer.Write("Payload");
            writer.Write(payload.Span);
            writer.Write("Coalesce");
            writer.Write(coalesce);
        }
    }

    /// <summary>Asks members. The answers end with <see cref="SerfAnswerKind.Done"/>, which comes when the query's time is over and not before.</summary>
    /// <exception cref="DentropyException"><c>SerfPayloadTooLarge</c>: more than <see cref="LargestQuery"/> bytes; nothing was sent.</exception>
    public async Task<IAsyncEnumerable<SerfAnswer>> QueryAsync(SerfQuery query, CancellationToken cancellationToken)
    {
        ThrowIfTooLarge("query", query.Name, query.Payload, LargestQuery);
        return (await connection.FollowAsync("query", Body, SerfAnswer.Of, cancellationToken).ConfigureAwait(false)).Records;

        void Body(ref MessagePackWriter writer)
        {
            writer.WriteMapHeader(6);
            writer.Write("FilterNodes");
            SerfRequest.WriteTexts(ref writer, query.Nodes);
            writer.Write("FilterTags");
            SerfRequest.WriteTexts(ref writer, query.Tags);
            writer.Write("RequestAck");
            writer.Write(query.Acknowledge);
            writer.Write("Timeout");
            writer.Write((long)((query.Timeout ?? TimeSpan.Zero).TotalMilliseconds * 1_000_000));
            writer.Write("Name");
            writer.Write(query.Name);
            writer.Write("Payload");
            writer.Write(query.Payload.Span);
        }
    }

    /// <summary>Listens to what happens: <c>*</c>, or kinds with commas between, e.g. <c>member-failed,user:deploy</c>.</summary>
    /// <returns>The number for <see cref="StopAsync"/>, and the events.</returns>
    public Task<(ulong Number, IAsyncEnumerable<SerfEvent> Events)> StreamAsync(string types, CancellationToken cancellationToken)
    {
        return connection.FollowAsync("stream", Body, SerfEvent.Of, cancellationToken);

        void Body(ref MessagePackWriter writer)
        {
            writer.WriteMapHeader(1);
            writer.Write("Type");
            writer.Write(types);
        }
    }

    /// <summary>The agent's log from now on, line by line.</summary>
    public Task<(ulong Number, IAsyncEnumerable<string> Lines)> MonitorAsync(string level, CancellationToken cancellationToken)
    {
        return connection.FollowAsync("monitor", Body, fields => fields.Text("Log"), cancellationToken);

        void Body(ref MessagePackWriter writer)
        {
            writer.WriteMapHeader(1);
            writer.Write("LogLevel");
            writer.Write(level);
        }
    }

    /// <summary>Ends what <see cref="StreamAsync"/> or <see cref="MonitorAsync"/> began.</summary>
    public Task StopAsync(ulong number, CancellationToken cancellationToken)
    {
        return connection.AskAsync("stop", Body, cancellationToken);

        void Body(ref MessagePackWriter writer)
        {
            writer.WriteMapHeader(1);
            writer.Write("Stop");
            writer.Write(number);
        }
    }

    /// <summary>Answers a query that came as an event.</summary>
    public Task RespondAsync(ulong queryId, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        ThrowIfTooLarge("answer", "", payload, LargestQuery);
        return connection.AskAsync("respond", Body, cancellationToken);

        void Body(ref MessagePackWriter writer)
        {
            writer.WriteMapHeader(2);
            writer.Write("ID");
            writer.Write(queryId);
            writer.Write("Payload");
            writer.Write(payload.Span);
        }
    }

    /// <summary>Sets and removes tags of the agent's own member.</summary>
    public Task TagsAsync(IReadOnlyDictionary<string, string> set, IReadOnlyCollection<string> remove, CancellationToken cancellationToken)
    {
        return connection.AskAsync("tags", Body, cancellationToken, LongLimit);

        void Body(ref MessagePackWriter writer)
        {
            writer.WriteMapHeader(2);
            writer.Write("Tags");
            SerfRequest.WriteTexts(ref writer, set);
            writer.Write("DeleteTags");
            SerfRequest.WriteTexts(ref writer, remove);
        }
    }

    /// <summary>Takes a failed member for one that has left; with <paramref name="prune"/> it is forgotten altogether.</summary>
    public Task ForceLeaveAsync(string member, bool prune, CancellationToken cancellationToken)
    {
        return connection.AskAsync("force-leave", Body, cancellationToken, LongLimit);

        void Body(ref MessagePackWriter writer)
        {
            writer.WriteMapHeader(2);
            writer.Write("Node");
            writer.Write(member);
            writer.Write("Prune");
            writer.Write(prune);
        }
    }

    /// <summary>Joins other agents' clusters; <paramref name="replay"/> hands old user events on.</summary>
    /// <returns>How many of them were reached.</returns>
    public Task<int> JoinAsync(IReadOnlyCollection<string> addresses, bool replay, CancellationToken cancellationToken)
    {
        return connection.AskAsync("join", Body, async (input, stop) => (int)(await input.MapAsync(stop).ConfigureAwait(false)).Number("Num"), cancellationToken, LongLimit);

        void Body(ref MessagePackWriter writer)
        {
            writer.WriteMapHeader(2);
            writer.Write("Existing");
            SerfRequest.WriteTexts(ref writer, addresses);
            writer.Write("Replay");
            writer.Write(replay);
        }
    }

    /// <summary>Lets the agent leave in order, and end.</summary>
    public Task LeaveAsync(CancellationToken cancellationToken) => connection.AskAsync("leave", body: null, cancellationToken, LongLimit);

    /// <summary>Figures of the agent, by section and key.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> StatsAsync(CancellationToken cancellationToken)
    {
        var fields = await connection.AskAsync("stats", body: null, (input, stop) => input.MapAsync(stop), cancellationToken).ConfigureAwait(false);
        return fields!.Maps().ToDictionary(pair => pair.Key, pair => pair.Value.AllTexts(), StringComparer.Ordinal);
    }

    /// <summary>Where a member stands in the network; null where the agent does not know it yet.</summary>
    public async Task<SerfCoordinate?> CoordinateAsync(string member, CancellationToken cancellationToken)
    {
        var fields = await connection.AskAsync("get-coordinate", Body, (input, stop) => input.MapAsync(stop), cancellationToken).ConfigureAwait(false);
        return fields!.Flag("Ok") ? SerfCoordinate.Of(fields.Fields("Coord")) : null;

        void Body(ref MessagePackWriter writer)
        {
            writer.WriteMapHeader(1);
            writer.Write("Node");
            writer.Write(member);
        }
    }

    /// <summary>Gives a new encryption key to all members; it is not used yet.</summary>
    /// <param name="key">16, 24 or 32 bytes in base64.</param>
    /// <param name="cancellationToken">Ends the waiting; what was sent goes on.</param>
    public Task<SerfKeyResult> InstallKeyAsync(string key, CancellationToken cancellationToken) => KeyAsync("install-key", key, cancellationToken);

    /// <summary>Lets all members encrypt with a key that they have.</summary>
    public Task<SerfKeyResult> UseKeyAsync(string key, CancellationToken cancellationToken) => KeyAsync("use-key", key, cancellationToken);

    /// <summary>Takes a key that is not in use from all members.</summary>
    public Task<SerfKeyResult> RemoveKeyAsync(string key, CancellationToken cancellationToken) => KeyAsync("remove-key", key, cancellationToken);

    /// <summary>Which keys how many members have.</summary>
    public Task<SerfKeyResult> ListKeysAsync(CancellationToken cancellationToken) => KeyAsync("list-keys", key: null, cancellationToken);

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task<SerfKeyResult> KeyAsync(string command, string? key, CancellationToken cancellationToken)
    {
        var (error, fields) = await connection.AnswerAsync(command, key is null ? null : Body, (input, stop) => input.MapAsync(stop), cancellationToken, LongLimit).ConfigureAwait(false);
        return error.Length > 0 && fields is null ? throw SerfErrors.Refused(Node, command, error) : SerfKeyResult.Of(error, fields);

        void Body(ref MessagePackWriter writer)
        {
            writer.WriteMapHeader(1);
            writer.Write("Key");
            writer.Write(key);
        }
    }

    // Element by element: in a large cluster this is megabytes.
    private static async ValueTask<IReadOnlyList<SerfMember>> ReadMembersAsync(SerfInput input, CancellationToken cancellationToken)
    {
        var members = new List<SerfMember>();
        for (var keys = await input.MapHeaderAsync(cancellationToken).ConfigureAwait(false); keys > 0; keys--)
        {
            if (await input.TextAsync(cancellationToken).ConfigureAwait(false) != "Members")
            {
                await input.SkipAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            var count = await input.ListHeaderAsync(cancellationToken).ConfigureAwait(false);
            if (count > MostMembers)
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"there are said to be {count} members"));
            for (; count > 0; count--)
                members.Add(SerfMember.Of(await input.MapAsync(cancellationToken).ConfigureAwait(false)));
        }

        members.Sort(static (one, two) => Inventory.NodeNameOrder.Instance.Compare(one.Name, two.Name));
        return members;
    }

    /// <summary>Refuses what Serf's gossip would not carry.</summary>
    public static void ThrowIfTooLarge(string what, string name, ReadOnlyMemory<byte> payload, int limit)
    {
        var size = System.Text.Encoding.UTF8.GetByteCount(name) + payload.Length;
        if (size > limit)
            throw SerfErrors.TooLarge(what, size, limit);
    }
}
