using Dentropy.Engine.Resilience.Search;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Advice;

/// <summary>An advice, and the model as it is after the change.</summary>
internal sealed record AdvisedModel(DcResilienceAdvice Advice, CloudModel Model);

/// <summary>
/// Looks through all single changes, and where none helps against the smallest failures through pairs of them. A change is good where it leaves fewer
/// minimal failures of the smallest size of which the number changes; the better one takes away more for its cost.
/// </summary>
internal sealed class AdviceSearch
{
    /// <summary>Pairs of changes are many; the cheapest so many are looked at.</summary>
    private const int MostPairs = 4000;

    private readonly CloudModel _model;
    private readonly AdviceQuery _query;
    private readonly string[] _services;
    private readonly CancellationToken _cancellation;
    private readonly CloudGraph _graph;
    private readonly List<int[]>[] _cuts;
    private readonly long[] _harm;
    private readonly Dictionary<string, string[]> _users;

    public AdviceSearch(CloudModel model, AdviceQuery query, IReadOnlyList<string> services, CancellationToken cancellationToken)
    {
        (_model, _query, _services, _cancellation) = (model, query, [.. services], cancellationToken);
        _graph = new CloudGraph(model);
        _cuts = Cuts(_graph, _services, query.Level);
        _harm = Harm.Minimal(_cuts, query.Level);
        _users = Enumerable.Range(0, _services.Length).SelectMany(i => _graph.NeedsOf(_graph.ServiceNumbers[_services[i]]).Select(needed => (Needed: _graph.Services[needed].Model.Name, User: _services[i])))
            .GroupBy(pair => pair.Needed, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Select(pair => pair.User).ToArray(), StringComparer.Ordinal);
    }

    public IReadOnlyList<AdvisedModel> Find()
    {
        var worst = Array.FindIndex(_harm, count => count > 0);
        if (worst < 0)
            return [];
        var moves = Moves(1).ToList();
        var tried = SideBySide(moves, move => Try(move, worst));
        var helpful = tried.Where(one => one.Gain[worst] > 0).ToList();
        if (helpful.Count == 0)
            helpful = Pairs([.. Moves(2)], worst);

        // Those that take nothing from the smallest failures may still take something from larger ones.
        var best = Best(helpful, worst);
        if (best.Count < _query.Count && worst < _query.Level)
            best.AddRange(Best([.. SideBySide(tried.Where(one => one.Gain[worst] == 0), one => Try(one.Move, _query.Level)).Where(one => IsGood(one.Gain))], worst));
        return [.. best.Take(_query.Count).Select(Finish)];
    }

    private static bool IsGood(long[] gain) => Array.Find(gain, one => one != 0) > 0;

    // The first in which they differ counts, for its cost.
    private static int Compare(Tried one, Tried other)
    {
        for (var size = 0; size < one.Gain.Length; size++)
        {
            var (mine, theirs) = (one.Gain[size] / one.Move.Cost, other.Gain[size] / other.Move.Cost);
            if (mine != theirs)
                return mine > theirs ? -1 : 1;
        }

        return one.Move.Cost != other.Move.Cost ? one.Move.Cost.CompareTo(other.Move.Cost) : Inventory.NodeNameOrder.Instance.Compare(one.Move.Change, other.Move.Change);
    }

    // The smallest size alone says who may be among the best; only for these the others are counted.
    private List<Tried> Best(List<Tried> tried, int known)
    {
        if (tried.Count == 0)
            return [];
        double Rate(Tried one) => one.Gain[known] / one.Move.Cost;
        var least = tried.Select(Rate).OrderDescending().ElementAt(Math.Min(_query.Count, tried.Count) - 1);
        var best = SideBySide(tried.Where(one => Rate(one) >= least), one => one.Gain.Length > _query.Level ? one : Try(one.Move, _query.Level)).Where(one => IsGood(one.Gain)).ToList();
        best.Sort(Compare);
        return best;
    }

    private IEnumerable<CloudMove> Moves(int atOnce)
    {
        var harmed = _services.Where((_, i) => _cuts[i].Count > 0).ToList();
        var numbers = harmed.SelectMany(name => _graph.NeedsOf(_graph.ServiceNumbers[name])).Distinct().ToList();
        var hosts = numbers.SelectMany(number => _graph.Services[number].Quorums).SelectMany(quorum => quorum.Of).Select(part => _graph.Place[part])
            .Concat(_graph.Forwarding).Where(place => place < _graph.Parts.Length).Select(place => _graph.Parts[place]).ToHashSet();
        var classes = new HostClasses(_model, atOnce);
        return new ReplicaMoves(_model, classes).Find(numbers.Select(number => _graph.Services[number].Model.Name).ToHashSet(StringComparer.Ordinal))
            .Concat(new WiringMoves(_model, classes).Find(hosts, harmed.Exists(name => _graph.Services[_graph.ServiceNumbers[name]].Model.IsPublic)));
    }

    private List<Tried> SideBySide<T>(IEnumerable<T> items, Func<T, Tried> work) =>
        [.. items.ToList().AsParallel().AsOrdered().WithCancellation(_cancellation).Select(work)];

    private List<int[]>[] Cuts(CloudGraph graph, string[] services, int most)
    {
        var search = new CutSearch(new CloudState(graph), MayFail(graph), _cancellation);
        return [.. services.Select(name => search.Find(graph.ServiceNumbers[name], most))];
    }

    private Func<int, bool> MayFail(CloudGraph graph) => FailingParts.Of(graph, _query.Kinds);

    // Fewer failures of each size up to the one that is looked at; where less is known, the array is shorter.
    private Tried Try(CloudMove move, int most)
    {
        var graph = new CloudGraph(move.Apply(_model));
        var after = After(move, graph, most);
        var counts = Harm.Minimal(after, most);
        var before = _cuts.Select(list => list.Where(cut => cut.Length <= most).ToList());
        return new Tried(move, [.. Harm.Minimal(before, most).Zip(counts, (old, now) => old - now)]);
    }

    private List<int[]>[] After(CloudMove move, CloudGraph graph, int most)
    {
        if (move.Service is not { } service)
            return Cuts(graph, _services, most);
        if (!_users.TryGetValue(service, out var users))
            return _cuts;
        var changed = Cuts(graph, users, most);
        return [.. _services.Select((name, i) => Array.IndexOf(users, name) is >= 0 and var at ? changed[at] : [.. _cuts[i].Where(cut => cut.Length <= most)])];
    }

    private List<Tried> Pairs(List<CloudMove> moves, int worst)
    {
        var failure = WorstFailures().First();
        var names = failure.Names;
        var pairs = new List<CloudMove>();
        var byCost = moves.OrderBy(move => move.Cost).ToList();
        for (var i = 0; i < byCost.Count; i++)
            for (var j = i + 1; j < byCost.Count && pairs.Count < MostPairs * 10; j++)
                pairs.Add(CloudMove.Both(byCost[i], byCost[j]));
        var found = new List<Tried>();
        foreach (var pair in pairs.OrderBy(pair => pair.Cost).Take(MostPairs))
        {
            // Only pairs that help against the worst failure are worth a closer look.
            _cancellation.ThrowIfCancellationRequested();
            if (Saved(new CloudGraph(pair.Apply(_model)), failure.Lost, names).Count > 0 && Try(pair, worst) is var tried && tried.Gain[worst] > 0)
                found.Add(tried);
            if (found.Count >= _query.Count && pair.Cost > found[_query.Count - 1].Move.Cost)
                break;
        }

        return found;
    }

    // Fewer parts first, and of those as large the one that takes most services down.
    private IEnumerable<(DcPart[] Lost, IReadOnlyList<string> Names)> WorstFailures()
    {
        var dead = _services.Where((_, i) => _cuts[i].Exists(cut => cut.Length == 0)).ToList();
        if (dead.Count > 0)
            yield return ([], dead);
        var failures = _cuts.SelectMany((list, i) => list.Where(cut => cut.Length > 0).Select(cut => (cut, i)))
            .GroupBy(pair => string.Join(',', pair.cut), StringComparer.Ordinal)
            .Select(group => (Lost: group.First().cut, Names: (IReadOnlyList<string>)[.. group.Select(pair => _services[pair.i])]))
            .OrderBy(failure => failure.Lost.Length).ThenByDescending(failure => failure.Names.Count);
        foreach (var (lost, names) in failures)
            yield return ([.. lost.Select(part => _graph.Parts[part])], names);
    }

    private static List<string> Saved(CloudGraph graph, DcPart[] lost, IReadOnlyList<string> names)
    {
        var state = new CloudState(graph);
        state.Set([.. lost.Select(part => graph.TryFind(part, out var number) ? number : -1).Where(number => number >= 0).Order()]);
        return [.. names.Where(name => state.Survives(graph.ServiceNumbers[name]))];
    }

    private AdvisedModel Finish(Tried tried)
    {
        var model = tried.Move.Apply(_model);
        var graph = new CloudGraph(model);
        var state = WorstFailures().Select(failure => (failure.Lost, Saves: Saved(graph, failure.Lost, failure.Names))).First(one => one.Saves.Count > 0);
        return new AdvisedModel(
            new DcResilienceAdvice
            {
                Change = tried.Move.Change,
                Kind = tried.Move.Kind,
                Cost = tried.Move.Cost,
                Against = state.Lost,
                Saves = state.Saves,
                Before = Harm.All(_cuts, FailingParts.Count(_graph, _query.Kinds), _query.Level),
                After = Harm.All(After(tried.Move, graph, _query.Level), FailingParts.Count(graph, _query.Kinds), _query.Level),
                Cloud = _model.Cloud,
            },
            model);
    }

    private sealed record Tried(CloudMove Move, long[] Gain);
}
