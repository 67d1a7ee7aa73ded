using System.Runtime.CompilerServices;
using Dentropy.Cluster;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Cluster.Serf;

/// <summary>
/// Listens to one agent after the other. What changed among the members while none was heard is told from the difference; user events and queries
/// of that time are lost, which the interruption says.
/// </summary>
internal sealed class SerfWatch(ClusterWatchSettings settings, INodeStore store)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly List<NodePattern> _names = [.. settings.Names.Select(name => NodePattern.Parse(name))];
    // What was told from the difference, so that it is not told again when the agent's own word of it comes.
    private readonly HashSet<(string Name, string Type)> _told = [];
    private Dictionary<string, SerfMember>? _known;

    public async IAsyncEnumerable<ClusterNews> RunAsync(
        Func<CancellationToken, Task<SerfClient>> open, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            DentropyException? lost = null;
            var client = await OpenAsync(open, cancellationToken).ConfigureAwait(false);
            await using (client.ConfigureAwait(false))
            {
                var news = ListenAsync(client, cancellationToken).GetAsyncEnumerator(cancellationToken);
                await using var closing = news.ConfigureAwait(false);
                while (true)
                {
                    try
                    {
                        if (!await news.MoveNextAsync().ConfigureAwait(false))
                            break;
                    }
                    catch (DentropyException e) when (_known is not null && e.Category is DentropyErrorCategory.ConnectionError or DentropyErrorCategory.OperationTimeout)
                    {
                        lost = e;
                        break;
                    }

                    if (IsWanted(news.Current))
                        yield return new ClusterNews(news.Current, Interruption: null);
                }
            }

            yield return new ClusterNews(Event: null, Interrupted(client.Node, lost));
        }
    }

    private static DentropyException Interrupted(string node, DentropyException? cause) => new(
        "SerfConnectionLost",
        DentropyErrorCategory.ConnectionError,
        node,
        $"The Serf agent of node '{node}' is not heard any more. Another one is listened to as soon as one answers; user events and queries until then are missed, changes of members are not.",
        cause);

    // The first time, whoever asked wants to know that nobody answers; later it is waited for.
    private async Task<SerfClient> OpenAsync(Func<CancellationToken, Task<SerfClient>> open, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await open(cancellationToken).ConfigureAwait(false);
            }
            catch (DentropyException e) when (_known is not null && e.Category is DentropyErrorCategory.ConnectionError or DentropyErrorCategory.OperationTimeout)
            {
                await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async IAsyncEnumerable<DcClusterEvent> ListenAsync(SerfClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var book = await MemberBook.ReadAsync(store, client.Node, cancellationToken).ConfigureAwait(false);
        var types = settings.Types.Count == 0 ? "*" : string.Join(',', settings.Types.Distinct(StringComparer.Ordinal));
        var (_, events) = await client.StreamAsync(types, cancellationToken).ConfigureAwait(false);
        var members = (await client.MembersAsync(filter: null, cancellationToken).ConfigureAwait(false)).ToDictionary(member => member.Name, StringComparer.Ordinal);
        _told.Clear();
        foreach (var (type, member) in Changes(_known ?? members, members))
        {
            _told.Add((member.Name, type));
            yield return MemberEvent(type, member, book);
        }

        _known = members;
        await foreach (var happened in events.ConfigureAwait(false))
        {
            foreach (var member in happened.Members)
            {
                if (happened.Type == "member-reap")
                    _known.Remove(member.Name);
                else
                    _known[member.Name] = member;
                if (!_told.Remove((member.Name, happened.Type)))
                    yield return MemberEvent(happened.Type, member, book);
            }

            if (happened.Members.Count == 0)
                yield return Message(happened, client.Node);
        }
    }

    private static IEnumerable<(string Type, SerfMember Member)> Changes(Dictionary<string, SerfMember> before, Dictionary<string, SerfMember> after)
    {
        foreach (var member in after.Values)
        {
            var old = before.GetValueOrDefault(member.Name);
            if (old?.Status != member.Status && TypeOf(member.Status) is { } type)
                yield return (type, member);
            else if (old is not null && (old.Address != member.Address || old.Tags.Count != member.Tags.Count || old.Tags.Except(member.Tags).Any()))
                yield return ("member-update", member);
        }

        foreach (var gone in before.Values.Where(member => !after.ContainsKey(member.Name)))
            yield return ("member-reap", gone);
    }

    private static string? TypeOf(DcMemberStatus status) => status switch
    {
        DcMemberStatus.Alive => "member-join",
        DcMemberStatus.Left => "member-leave",
        DcMemberStatus.Failed => "member-failed",
        _ => null,
    };

    private bool IsWanted(DcClusterEvent happened) =>
        (settings.Types.Count == 0 || settings.Types.Contains(happened.Type, StringComparer.Ordinal)) && (_names.Count == 0 || _names.Exists(name => name.Matches(happened.Name)));

    private static DcClusterEvent MemberEvent(string type, SerfMember member, MemberBook book)
    {
        var described = book.Member(member);
        return new DcClusterEvent { Type = type, Name = member.Name, Member = described, Time = DateTimeOffset.Now, Via = described.Via, Cloud = described.Cloud };
    }

    private DcClusterEvent Message(SerfEvent happened, string via) => new()
    {
        Type = happened.Type,
        Name = happened.Name,
        Payload = MemberBook.Text(happened.Payload),
        LogicalTime = happened.LogicalTime,
        Coalesce = happened.Coalesce,
        Time = DateTimeOffset.Now,
        Via = via,
        Cloud = store.Location,
    };
}
