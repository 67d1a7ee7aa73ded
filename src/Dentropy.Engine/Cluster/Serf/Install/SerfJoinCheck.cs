using System.Collections.Concurrent;
using System.Diagnostics;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Cluster.Serf.Install;

/// <summary>What the members say of one node in the end.</summary>
/// <param name="Alive">Members that it sees alive.</param>
/// <param name="Failure">What is wrong; null where nothing is.</param>
/// <param name="Notes">What an operator should know.</param>
internal sealed record SerfVerdict(int Alive, DentropyException? Failure, IReadOnlyList<string> Notes);

/// <summary>Waits until the agents of an installation, and those that were there before, see each other with their new tags.</summary>
/// <param name="links">Links to nodes.</param>
/// <param name="wish">What was wanted.</param>
/// <param name="plans">The nodes whose agents answer.</param>
internal sealed class SerfJoinCheck(ILinkPool links, SerfWish wish, IReadOnlyList<SerfNodePlan> plans)
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);

    // Of the agents that this run did not touch, so many are asked; one would do, but it may be the one that is cut off.
    private const int MostOthers = 3;
    private static readonly TimeSpan s_other = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, string> _silent = new(StringComparer.Ordinal);

    /// <summary>Asks until all is well or the time is over.</summary>
    /// <returns>A verdict for each node of the plans.</returns>
    public async Task<IReadOnlyDictionary<string, SerfVerdict>> RunAsync(CancellationToken cancellationToken)
    {
        if (plans.Count == 0)
            return new Dictionary<string, SerfVerdict>(StringComparer.Ordinal);
        var hosts = plans.ToDictionary(plan => plan.Node.Name, plan => new SerfHost(links, plan.Node), StringComparer.Ordinal);
        var others = await OthersAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (name, host) in others)
            hosts.Add(name, host);
        // An agent that was there before comes first, so that among two halves of one size the newcomers are the ones cut off.
        IReadOnlyList<string> order = [.. others.Keys, .. plans.OrderBy(plan => plan.Facts.Running ? 0 : 1).Select(plan => plan.Node.Name)];
        var tags = plans.ToDictionary(plan => plan.Node.Name, plan => plan.Tags, StringComparer.Ordinal);
        var watch = Stopwatch.StartNew();
        for (var pause = s_first; ; pause = pause + pause < s_longest ? pause + pause : s_longest)
        {
            var views = await LookAsync(hosts, cancellationToken).ConfigureAwait(false);
            var group = SerfSight.Largest(order, views);
            var all = plans.All(plan => group.Contains(plan.Node.Name)) && SerfSight.IsSettled(group, views, tags);
            if (all || watch.Elapsed > wish.Settings.JoinLimit)
                return plans.ToDictionary(plan => plan.Node.Name, plan => Judge(plan, order, views, group, tags), StringComparer.Ordinal);
            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private SerfVerdict Judge(SerfNodePlan plan, IReadOnlyList<string> order, Dictionary<string, IReadOnlyList<SerfSeen>> views, IReadOnlySet<string> group, Dictionary<string, IReadOnlyDictionary<string, string>> tags)
    {
        var name = plan.Node.Name;
        if (!views.TryGetValue(name, out var seen))
            return new SerfVerdict(0, SerfInstallErrors.NoAnswer(name, _silent.GetValueOrDefault(name, "")), []);
        var alive = seen.Count(member => member.Status == "alive");
        var missing = group.Contains(name)
            ? [.. group.Where(other => !SerfSight.Sees(views, name, other) || !SerfSight.Sees(views, other, name))]
            : order.Where(other => other != name && group.Contains(other)).ToList();
        if (missing.Count > 0)
            return new SerfVerdict(alive, SerfInstallErrors.NotJoined(name, missing, plan.Key is not null), []);
        if (!SerfSight.IsSettled(new HashSet<string>(StringComparer.Ordinal) { name }, views, tags))
            return new SerfVerdict(alive, SerfInstallErrors.NoAnswer(name, "it does not have its new tags yet"), []);
        return new SerfVerdict(alive, Failure: null, alive == 1 && order.Count == 1 && wish.Points.Any(point => point.Name != name) ? ["It sees no other member yet."] : []);
    }

    private async Task<Dictionary<string, IReadOnlyList<SerfSeen>>> LookAsync(Dictionary<string, SerfHost> hosts, CancellationToken cancellationToken)
    {
        var views = new Dictionary<string, IReadOnlyList<SerfSeen>>(StringComparer.Ordinal);
        await foreach (var (name, members, why) in FanOut.RunAsync([.. hosts], wish.Settings.ThrottleLimit, AskAsync, cancellationToken).ConfigureAwait(false))
        {
            if (members is not null)
                views[name] = members;
            else
                _silent[name] = why;
        }

        return views;

        async Task<(string Name, IReadOnlyList<SerfSeen>? Members, string Why)> AskAsync(KeyValuePair<string, SerfHost> one, CancellationToken token)
        {
            try
            {
                var (members, why) = await one.Value.MembersAsync(wish.RpcPort, wish.RpcAuth, token).ConfigureAwait(false);
                return (one.Key, members, why);
            }
            catch (DentropyException e)
            {
                return (one.Key, null, e.Message);
            }
        }
    }

    // Join points that this run did not touch and whose agents answer: a newcomer has to be seen by them.
    private async Task<IReadOnlyDictionary<string, SerfHost>> OthersAsync(CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<string, SerfHost>(StringComparer.Ordinal);
        IReadOnlyList<DcNode> candidates = [.. wish.Points.Where(point => plans.All(plan => plan.Node.Name != point.Name))];
        await foreach (var _ in FanOut.RunAsync(candidates, wish.Settings.ThrottleLimit, TryAsync, cancellationToken).ConfigureAwait(false))
        {
        }

        return found.Take(MostOthers).ToDictionary(StringComparer.Ordinal);

        async Task<bool> TryAsync(DcNode node, CancellationToken token)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
            limit.CancelAfter(s_other);
            try
            {
                var host = new SerfHost(links, node);
                var (members, _) = await host.MembersAsync(wish.RpcPort, wish.RpcAuth, limit.Token).ConfigureAwait(false);
                return members is not null && found.TryAdd(node.Name, host);
            }
            catch (Exception e) when (e is DentropyException || (e is OperationCanceledException && !token.IsCancellationRequested))
            {
                return false;
            }
        }
    }
}
