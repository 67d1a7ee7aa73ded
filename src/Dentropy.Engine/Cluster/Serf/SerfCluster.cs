using Dentropy.Cluster;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Engine.Cluster.Serf;

/// <summary>
/// A Serf cluster, spoken to through the agent of one of its nodes over the node's link. Every call may fail with <c>SerfNotReachable</c>,
/// <c>SerfAuthenticationFailed</c>, <c>SerfConnectionLost</c>, <c>SerfProtocol</c>, <c>SerfRefused</c>, <c>SerfUnsupported</c>, and with the errors
/// of the inventory, of <c>cloud.yaml</c> and of secrets.
/// </summary>
/// <param name="agents">Finds an agent that answers.</param>
/// <param name="store">The inventory.</param>
public sealed class SerfCluster(SerfAgents agents, INodeStore store)
{
    /// <summary>The members that a query asks for, sorted by name.</summary>
    /// <param name="query">What is wanted.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public async Task<IReadOnlyList<DcClusterMember>> MembersAsync(ClusterMemberQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var names = query.Names.Select(name => NodePattern.Parse(name)).ToList();
        var tags = SerfPattern.Of(query.Tags);
        var client = await agents.OpenAsync(store, query.Via, cancellationToken).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            var filter = tags.Count > 0 || query.Status.Count > 0 ? new SerfMemberFilter(Name: null, Status(query.Status), SerfPattern.Expressions(tags)) : null;
            IReadOnlyList<SerfMember> members = await client.MembersAsync(filter, cancellationToken).ConfigureAwait(false);
            var book = await MemberBook.ReadAsync(store, client.Node, cancellationToken).ConfigureAwait(false);
            if (names.Count > 0)
                members = [.. members.Where(member => names.Exists(name => IsCalled(book.Member(member), name)))];
            var times = query.Coordinates ? await RoundTripsAsync(client, members, cancellationToken).ConfigureAwait(false) : [];
            return [.. members.Select(member => book.Member(member) with { RoundTrip = times.GetValueOrDefault(member.Name) })];
        }
    }

    /// <summary>What is to be told of names, not wildcards, that none of the members has. Where status or tags were asked for too, a name may well be left out.</summary>
    /// <param name="query">What was asked for.</param>
    /// <param name="members">The members that were found.</param>
    /// <returns><c>SerfMemberNotFound</c> for each such name.</returns>
    public static IReadOnlyList<DentropyException> Missing(ClusterMemberQuery query, IReadOnlyList<DcClusterMember> members)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query.Status.Count > 0 || query.Tags.Count > 0 ? [] :
        [
            .. query.Names.Select(name => NodePattern.Parse(name))
                .Where(name => name.Exact is not null && !members.Any(member => IsCalled(member, name)))
                .Select(name => MemberErrors.NotFound(name.Text)),
        ];
    }

    /// <summary>Sends a user event to all members.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="payload">What goes with it; name and payload together no more than 512 bytes.</param>
    /// <param name="coalesce">Whether agents may hand on several of this name that come close together as one.</param>
    /// <param name="via">Node sets whose agents may be asked.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="DentropyException"><c>SerfPayloadTooLarge</c>: nothing was sent.</exception>
    public async Task SendEventAsync(string name, ReadOnlyMemory<byte> payload, bool coalesce, IReadOnlyList<string> via, CancellationToken cancellationToken)
    {
        SerfClient.ThrowIfTooLarge("event", name, payload, SerfClient.LargestEvent);
        var client = await agents.OpenAsync(store, via, cancellationToken).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
            await client.EventAsync(name, payload, coalesce, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks members; ends as soon as all that are alive and asked have answered, and not when the query's time is over.</summary>
    /// <param name="settings">What is asked, and whom.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Answers as they arrive, then a failure for each member that did not answer.</returns>
    /// <exception cref="DentropyException"><c>SerfPayloadTooLarge</c>: nothing was sent.</exception>
    public IAsyncEnumerable<ClusterQueryOutcome> QueryAsync(ClusterQuerySettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        SerfClient.ThrowIfTooLarge("query", settings.Name, settings.Payload, SerfClient.LargestQuery);
        return new SerfQueryRun(settings, store).RunAsync(stop => agents.OpenAsync(store, settings.Via, stop), cancellationToken);
    }

    /// <summary>Listens to what happens, until it is cancelled. Where the agent is lost, another one is listened to.</summary>
    /// <param name="settings">What is listened to.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IAsyncEnumerable<ClusterNews> WatchAsync(ClusterWatchSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Types.FirstOrDefault(type => !ClusterWatchSettings.AllTypes.Contains(type, StringComparer.Ordinal)) is { } unknown)
        {
            throw new DentropyException(
                "SerfEventTypeUnknown", DentropyErrorCategory.InvalidArgument, unknown, $"There is no event type '{Shown.Text(unknown)}'. There are {string.Join(", ", ClusterWatchSettings.AllTypes)}.");
        }

        return new SerfWatch(settings, store).RunAsync(stop => agents.OpenAsync(store, settings.Via, stop), cancellationToken);
    }

    /// <summary>Takes a failed member for one that has left, so that nobody tries to reach it any more.</summary>
    /// <param name="name">Its exact name.</param>
    /// <param name="prune">Whether it is forgotten altogether.</param>
    /// <param name="via">Node sets whose agents may be asked.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="DentropyException"><c>SerfMemberNotFound</c>; <c>SerfMemberAlive</c>: it would come back at once.</exception>
    public async Task RemoveAsync(string name, bool prune, IReadOnlyList<string> via, CancellationToken cancellationToken)
    {
        var client = await agents.OpenAsync(store, via, cancellationToken).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            var members = await client.MembersAsync(filter: null, cancellationToken).ConfigureAwait(false);
            var member = members.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase)) ?? throw MemberErrors.NotFound(name);
            if (member.IsAlive)
                throw MemberErrors.Alive(member.Name);
            await client.ForceLeaveAsync(member.Name, prune, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sets and removes tags of a member, through its own agent. They last until the agent is started again, unless it has a file for them.</summary>
    /// <param name="member">The member, with its node.</param>
    /// <param name="set">Tags to set.</param>
    /// <param name="remove">Tags to remove.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The member as its agent describes it then.</returns>
    /// <exception cref="DentropyException"><c>SerfMemberNodeUnknown</c>: no node of the inventory is this member, so its agent cannot be asked.</exception>
    public async Task<DcClusterMember> SetTagsAsync(
        DcClusterMember member, IReadOnlyDictionary<string, string> set, IReadOnlyCollection<string> remove, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(member);
        var client = await agents.OpenAsync(store, [member.Node ?? throw MemberErrors.NodeUnknown(member.Name)], cancellationToken).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            await client.TagsAsync(set, remove, cancellationToken).ConfigureAwait(false);
            var members = await client.MembersAsync(filter: null, cancellationToken).ConfigureAwait(false);
            var book = await MemberBook.ReadAsync(store, client.Node, cancellationToken).ConfigureAwait(false);
            return members.Where(one => one.Name == member.Name).Select(book.Member).FirstOrDefault() ?? throw MemberErrors.NotFound(member.Name);
        }
    }

    /// <summary>Which of the nodes are alive by Serf, and why the others are not asked.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>The alive ones in the order given; for each other one <c>SerfMemberNotAlive</c> or <c>SerfMemberNotFound</c> with the node as target.</returns>
    public async Task<(IReadOnlyList<DcNode> Alive, IReadOnlyList<DentropyException> Others)> DivideAsync(IReadOnlyList<DcNode> nodes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        var members = await MembersAsync(new ClusterMemberQuery(), cancellationToken).ConfigureAwait(false);
        var (alive, others) = (new List<DcNode>(), new List<DentropyException>());
        foreach (var node in nodes)
        {
            var known = members.Where(member => string.Equals(member.Node, node.Name, StringComparison.OrdinalIgnoreCase)).MaxBy(member => member.Status == DcMemberStatus.Alive);
            if (known?.Status == DcMemberStatus.Alive)
                alive.Add(node);
            else
                others.Add(known is null ? MemberErrors.NodeNotMember(node.Name) : MemberErrors.NotAlive(node.Name, known.Status));
        }

        return (alive, others);
    }

    /// <summary>The error of a member that is named and is not alive.</summary>
    public static DentropyException NotAlive(string name) => MemberErrors.NotFoundAlive(name);

    private static string? Status(IReadOnlyList<DcMemberStatus> status) =>
        status.Count == 0 ? null : $"({string.Join('|', status.Select(one => one.ToString().ToLowerInvariant()))})";

    // A member may have another name than the node that it runs on.
    private static bool IsCalled(DcClusterMember member, NodePattern name) => name.Matches(member.Name) || (member.Node is { } node && name.Matches(node));

    private static async Task<Dictionary<string, TimeSpan?>> RoundTripsAsync(SerfClient client, IReadOnlyList<SerfMember> members, CancellationToken cancellationToken)
    {
        var stats = await client.StatsAsync(cancellationToken).ConfigureAwait(false);
        if (stats.GetValueOrDefault("agent")?.GetValueOrDefault("name") is not { } own
            || await client.CoordinateAsync(own, cancellationToken).ConfigureAwait(false) is not { } here)
        {
            return [];
        }

        var times = new Dictionary<string, TimeSpan?>(StringComparer.Ordinal);
        foreach (var chunk in members.Chunk(256))
        {
            var there = await Task.WhenAll(chunk.Select(member => client.CoordinateAsync(member.Name, cancellationToken))).ConfigureAwait(false);
            for (var i = 0; i < chunk.Length; i++)
                times[chunk[i].Name] = chunk[i].Name == own ? TimeSpan.Zero : there[i] is { } place ? here.RoundTripTo(place) : null;
        }

        return times;
    }
}
