using System.Diagnostics;
using System.Runtime.CompilerServices;
using Dentropy.Cluster;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Cluster.Serf;

/// <summary>One query, from the look who is alive to the last answer.</summary>
internal sealed class SerfQueryRun(ClusterQuerySettings settings, INodeStore store)
{
    private readonly HashSet<string> _acknowledged = new(StringComparer.Ordinal);

    public async IAsyncEnumerable<ClusterQueryOutcome> RunAsync(
        Func<CancellationToken, Task<SerfClient>> open, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var patterns = settings.Members.Select(name => NodePattern.Parse(name)).ToList();
        var tags = SerfPattern.Of(settings.Tags);
        var client = await open(cancellationToken).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            var members = await client.MembersAsync(filter: null, cancellationToken).ConfigureAwait(false);
            var book = await MemberBook.ReadAsync(store, client.Node, cancellationToken).ConfigureAwait(false);
            foreach (var failure in NotAsked(patterns, members, book))
                yield return failure;
            var asked = members
                .Where(member => member.IsAlive && (patterns.Count == 0 || patterns.Exists(pattern => IsNamed(pattern.Matches, member, book))) && SerfPattern.Fit(tags, member.Tags))
                .Select(member => member.Name)
                .ToList();
            if (asked.Count == 0)
                throw MemberErrors.NobodyAsked(settings.Name);

            var watch = Stopwatch.StartNew();
            var answers = await client.QueryAsync(
                new SerfQuery(settings.Name, settings.Payload)
                {
                    Nodes = patterns.Count > 0 ? asked : [],
                    Tags = SerfPattern.Expressions(tags),
                    Acknowledge = settings.Acknowledge,
                    Timeout = settings.Timeout,
                },
                cancellationToken).ConfigureAwait(false);
            var waiting = asked.ToHashSet(StringComparer.Ordinal);
            await foreach (var answer in answers.ConfigureAwait(false))
            {
                if (answer.Kind == SerfAnswerKind.Done)
                    break;
                if (answer.Kind == SerfAnswerKind.Acknowledgement)
                    _acknowledged.Add(answer.From);
                else
                    waiting.Remove(answer.From);
                yield return Outcome(answer, client.Node, watch.Elapsed);
                if (waiting.Count == 0)
                    break;
            }

            foreach (var name in asked.Where(waiting.Contains))
                yield return new ClusterQueryOutcome(name, Answer: null, MemberErrors.SilentMember(name, settings.Name, _acknowledged.Contains(name), settings.Acknowledge));
        }
    }

    // Names that were written out, and are no member or one that is not alive.
    private static IEnumerable<ClusterQueryOutcome> NotAsked(IReadOnlyList<NodePattern> patterns, IReadOnlyList<SerfMember> members, MemberBook book)
    {
        foreach (var name in patterns.Select(pattern => pattern.Exact).OfType<string>())
        {
            var member = members.FirstOrDefault(one => IsNamed(word => string.Equals(word, name, StringComparison.OrdinalIgnoreCase), one, book));
            if (member?.IsAlive != true)
                yield return new ClusterQueryOutcome(member?.Name ?? name, Answer: null, member is null ? MemberErrors.NotFound(name) : MemberErrors.NotAlive(member.Name, member.Status));
        }
    }

    // By its own name, or that of its node.
    private static bool IsNamed(Predicate<string> fits, SerfMember member, MemberBook book) => fits(member.Name) || (book.NodeOf(member) is { } node && fits(node));

    private ClusterQueryOutcome Outcome(SerfAnswer answer, string via, TimeSpan time) => new(
        answer.From,
        new DcClusterAnswer
        {
            Query = settings.Name,
            Name = answer.From,
            IsAcknowledgement = answer.Kind == SerfAnswerKind.Acknowledgement,
            Payload = answer.Kind == SerfAnswerKind.Acknowledgement ? null : MemberBook.Text(answer.Payload),
            Duration = time,
            Via = via,
            Cloud = store.Location,
        },
        Failure: null);
}
