namespace Dentropy.Engine.Resilience.Search;

/// <summary>
/// How many parts of some kinds have to be lost at the least, by counting alone. It holds where losses only add up: no part of these kinds carries the
/// network, and nothing hangs on one of several of them. Then k of n replicas need no search, however many there are.
/// </summary>
internal sealed class CountedLoss
{
    private readonly CloudState _state;
    private readonly CloudGraph _graph;
    private readonly List<(int Part, int[] Failed, int[] Destroyed)> _losses = [];
    private readonly bool _addsUp = true;

    public CountedLoss(CloudState state, Func<int, bool> mayFail)
    {
        (_state, _graph) = (state, state.Graph);
        var hit = new bool[_graph.Parts.Length];
        var destroyed = new bool[_graph.Parts.Length];
        for (var part = 0; part < hit.Length; part++)
        {
            if (!mayFail(part))
                continue;
            state.Set([part]);
            _losses.Add((part, state.FailedNow.ToArray(), state.DestroyedNow.ToArray()));
            foreach (var failed in state.FailedNow)
                hit[failed] = true;
            foreach (var gone in state.DestroyedNow)
                destroyed[gone] = true;
        }

        state.Set([]);
        for (var part = 0; part < hit.Length; part++)
            _addsUp &= !hit[part] || !_graph.Shapes[part];
        _addsUp &= Array.TrueForAll(_graph.Hangs, edges => Array.TrueForAll(edges, edge => Array.TrueForAll(edge.Needs, part => part == edge.From || !hit[part])));
        _addsUp &= Array.TrueForAll(_graph.Working.Members, members => members.Count(part => hit[part]) < 2);
        _addsUp &= Array.TrueForAll(_graph.Resting.Members, members => members.Count(part => destroyed[part]) < 2);
    }

    /// <summary>The fewest parts that take enough from one of the service's quorums in the main area; null where nothing can be told by counting.</summary>
    public int[]? Find(int service)
    {
        if (!_addsUp)
            return null;
        _state.Set([]);
        if (_state.MainSurvives(service) is not { } area)
            return null;
        int[]? best = null;
        foreach (var number in _state.NeedsOf(service))
        {
            var one = _graph.Services[number];
            foreach (var quorum in one.Quorums)
            {
                var members = quorum.Of.Where(part => one.Model.IsAtRest ? !_state.Destroyed[part] : _state.IsIn(part, area)).ToHashSet();
                var spare = members.Count - quorum.Need;
                var taken = new List<int>();
                foreach (var (part, count) in _losses.Select(loss => (loss.Part, Count: (one.Model.IsAtRest ? loss.Destroyed : loss.Failed).Count(members.Contains))).Where(loss => loss.Count > 0).OrderByDescending(loss => loss.Count).ThenBy(loss => loss.Part))
                {
                    if (spare < 0)
                        break;
                    spare -= count;
                    taken.Add(part);
                }

                if (spare < 0 && (best is null || taken.Count < best.Length))
                    best = [.. taken];
            }
        }

        return best ?? [];
    }
}
