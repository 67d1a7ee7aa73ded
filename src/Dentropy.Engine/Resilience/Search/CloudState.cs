namespace Dentropy.Engine.Resilience.Search;

/// <summary>
/// The cloud with something failing: what works, which areas there are, and where each service works. Failures are put on and taken off
/// again; what a failure does not touch is not looked at anew. Not for several threads at once.
/// </summary>
internal sealed class CloudState
{
    /// <summary>The service works everywhere.</summary>
    private const int Everywhere = -1;

    private readonly CloudGraph _graph;
    private readonly Closure _working;
    private readonly Closure _resting;
    private readonly int[] _areas;
    private readonly int[] _areasOf;
    private readonly int[] _queue;
    private readonly int[] _count;
    private readonly int[] _score;
    private readonly List<int> _touched = [];
    private readonly List<int> _candidates = [];
    private readonly List<int> _own = [];
    private readonly int[][] _found;
    private readonly int[] _foundCount;
    private readonly int[] _foundAt;
    private readonly int[][] _closures;
    private readonly (int Working, int Resting) _base;
    private readonly MainArea? _main;
    private int[] _current;
    private int _version = 1;

    public CloudState(CloudGraph graph)
    {
        _graph = graph;
        _working = new Closure(graph.Working);
        _resting = new Closure(graph.Resting);
        _areas = [.. Enumerable.Range(0, graph.Places)];
        _areasOf = [.. _areas];
        _queue = new int[graph.Places];
        _count = new int[2 * graph.Places];
        _score = new int[2 * graph.Places];
        _found = [.. graph.Services.Select(_ => Array.Empty<int>())];
        _foundCount = new int[graph.Services.Length];
        _foundAt = new int[graph.Services.Length];
        _closures = new int[graph.Services.Length][];
        foreach (var part in graph.Down)
        {
            _working.Fail(part);
            _resting.Fail(part);
        }

        _base = (_working.Mark, _resting.Mark);
        FindAreas(_areas);
        _current = _areas;
        _main = MainArea.Find(this);
    }

    public CloudGraph Graph => _graph;

    /// <summary>Changes with everything that fails or comes back.</summary>
    public int Version => _version;

    public bool[] Failed => _working.Failed;

    public bool[] Destroyed => _resting.Failed;

    /// <summary>The area of the internet.</summary>
    public int InternetArea => _current[_graph.Internet];

    /// <summary>What fails on top of what is down, with all that fails with it.</summary>
    public ReadOnlySpan<int> FailedNow => _working.Since(_base.Working);

    /// <summary>What is destroyed on top of what is down.</summary>
    public ReadOnlySpan<int> DestroyedNow => _resting.Since(_base.Resting);

    /// <summary>Everything that does not work, each after what it fails with.</summary>
    public ReadOnlySpan<int> AllFailed => _working.Since(0);

    /// <summary>Everything that is destroyed, in the same order.</summary>
    public ReadOnlySpan<int> AllDestroyed => _resting.Since(0);

    /// <summary>Takes off what failed before, and lets these fail.</summary>
    public void Set(ReadOnlySpan<int> lost)
    {
        _version++;
        _working.Back(_base.Working);
        _resting.Back(_base.Resting);
        foreach (var part in lost)
        {
            _working.Fail(part);
            if (_graph.AnyAtRest)
                _resting.Fail(part);
        }

        _current = _areas;
        foreach (var part in FailedNow)
        {
            if (!_graph.Shapes[part])
                continue;
            FindAreas(_areasOf);
            _current = _areasOf;
            break;
        }
    }

    /// <summary>The area of a place that forwards and works.</summary>
    public int AreaOf(int place) => _current[place];

    public bool Works(GraphEdge edge)
    {
        foreach (var part in edge.Needs)
            if (Failed[part])
                return false;
        return true;
    }

    /// <summary>The areas that a working part is in. One that nothing joins to others is in an area of its own.</summary>
    public void AddAreas(int part, List<int> areas)
    {
        var place = _graph.Place[part];
        if (_graph.Forwards[place])
        {
            areas.Add(_current[place]);
            return;
        }

        var start = areas.Count;
        foreach (var edge in _graph.Hangs[place])
        {
            if (!Works(edge))
                continue;
            var area = _current[edge.To];
            if (areas.IndexOf(area, start) < 0)
                areas.Add(area);
        }

        if (areas.Count == start)
            areas.Add(_graph.Places + place);
    }

    /// <summary>Whether a service works where its users are.</summary>
    public bool Survives(int service) => _main?.Survives(service, out _) ?? SurvivesAnywhere(service);

    /// <summary>An area in which a service that survives works, with its users in it.</summary>
    public int AreaFor(int service)
    {
        if (MainSurvives(service) is { } main)
            return main;
        return _graph.Services[service].Model.IsPublic || IsEverywhere(service) ? InternetArea : Areas(service)[0];
    }

    /// <summary>The main area, where a service works in it and so survives; null where it does not or nothing is main.</summary>
    public int? MainSurvives(int service) => _main?.Survives(service, out var area) == true ? area : null;

    /// <summary>Whether a part works and is in an area.</summary>
    public bool IsIn(int part, int area)
    {
        if (Failed[part])
            return false;
        _own.Clear();
        AddAreas(part, _own);
        return _own.Contains(area);
    }

    /// <summary>The same as <see cref="Survives"/>, by looking at every area.</summary>
    public bool SurvivesAnywhere(int service)
    {
        Look(service);
        if (_foundCount[service] == Everywhere)
            return true;
        return _graph.Services[service].Model.IsPublic ? Areas(service).Contains(InternetArea) : _foundCount[service] > 0;
    }

    /// <summary>Whether a service works in every area.</summary>
    public bool IsEverywhere(int service)
    {
        Look(service);
        return _foundCount[service] == Everywhere;
    }

    /// <summary>The areas that a service works in, where it is not everywhere.</summary>
    public ReadOnlySpan<int> Areas(int service)
    {
        Look(service);
        return _found[service].AsSpan(0, Math.Max(_foundCount[service], 0));
    }

    /// <summary>All that a service needs, and itself.</summary>
    public int[] NeedsOf(int service) => _closures[service] ??= _graph.NeedsOf(service);

    private void Look(int service)
    {
        if (_foundAt[service] == _version)
            return;
        if (Array.TrueForAll(_graph.Services[service].Needs, needed => _foundAt[needed] == _version))
        {
            LookAt(service);
            return;
        }

        foreach (var needed in NeedsOf(service))
            if (_foundAt[needed] != _version)
                LookAt(needed);
    }

    private void LookAt(int number)
    {
        var service = _graph.Services[number];
        _foundAt[number] = _version;
        _candidates.Clear();
        var conditions = 0;
        var lost = false;
        foreach (var quorum in service.Quorums)
        {
            if (service.Model.IsAtRest)
                lost = Left(quorum) < quorum.Need;
            else
                lost = !Count(quorum, conditions++);
            if (lost)
                break;
        }

        for (var i = 0; !lost && i < service.Needs.Length; i++)
        {
            var needed = service.Needs[i];
            if (_foundCount[needed] == Everywhere)
                continue;
            lost = _foundCount[needed] == 0;
            foreach (var area in _found[needed].AsSpan(0, _foundCount[needed]))
                Meet(area, conditions);
            conditions++;
        }

        Keep(number, lost, conditions);
    }

    private void Keep(int number, bool lost, int conditions)
    {
        var count = 0;
        if (!lost && conditions == 0)
        {
            count = Everywhere;
        }
        else if (!lost)
        {
            if (_found[number].Length < _candidates.Count)
                _found[number] = new int[_candidates.Count];
            foreach (var area in _candidates)
                if (_score[area] == conditions)
                    _found[number][count++] = area;
        }

        _foundCount[number] = count;
        foreach (var area in _candidates)
            _score[area] = 0;
    }

    private int Left(GraphQuorum quorum)
    {
        var left = 0;
        foreach (var part in quorum.Of)
            if (!Destroyed[part])
                left++;
        return left;
    }

    // An area that meets all conditions so far has as many points. One that fails one never catches up.
    private void Meet(int area, int conditions)
    {
        if (_score[area] != conditions)
            return;
        _score[area]++;
        if (conditions == 0)
            _candidates.Add(area);
    }

    private bool Count(GraphQuorum quorum, int conditions)
    {
        _touched.Clear();
        foreach (var part in quorum.Of)
        {
            if (Failed[part])
                continue;
            var start = _touched.Count;
            AddAreas(part, _touched);
            for (var i = _touched.Count - 1; i >= start; i--)
            {
                // Each area stays in the list once.
                if (_count[_touched[i]]++ > 0)
                    _touched.RemoveAt(i);
            }
        }

        var any = false;
        foreach (var area in _touched)
        {
            if (_count[area] >= quorum.Need)
            {
                any = true;
                Meet(area, conditions);
            }

            _count[area] = 0;
        }

        return any;
    }

    private void FindAreas(int[] areas)
    {
        foreach (var place in _graph.Forwarding)
            areas[place] = -1;
        Spread(areas, _graph.Internet);
        foreach (var place in _graph.Forwarding)
            if (areas[place] < 0 && (place >= _graph.Parts.Length || !Failed[place]))
                Spread(areas, place);
    }

    private void Spread(int[] areas, int from)
    {
        areas[from] = from;
        _queue[0] = from;
        for (int next = 0, end = 1; next < end; next++)
        {
            foreach (var edge in _graph.Joins[_queue[next]])
            {
                if (areas[edge.To] >= 0 || !Works(edge))
                    continue;
                areas[edge.To] = from;
                _queue[end++] = edge.To;
            }
        }
    }
}
