namespace Dentropy.Engine.Resilience.Search;

/// <summary>
/// The area with the most parts, and what each failure takes from it. As long as a failure does not split it, only what is gone from it is counted, however
/// large the services are; everything else is left to <see cref="CloudState"/>.
/// </summary>
internal sealed class MainArea
{
    private readonly CloudState _state;
    private readonly CloudGraph _graph;
    private readonly int[] _places;
    private readonly bool[] _isIn;
    private readonly bool _hasInternet;
    private readonly int[] _owner;
    private readonly int[] _spare;
    private readonly bool[] _isWhole;
    private readonly int[][] _counts;
    private readonly int[][] _restCounts;
    private readonly int[][] _hangers;
    private readonly int[][] _partsAt;
    private readonly int[] _gone;
    private readonly int[] _left;
    private readonly int[] _leftAt;
    private readonly int[] _deadAt;
    private readonly int[] _knownAt;
    private readonly bool[] _isGood;
    private int _version;
    private bool _isSplit;
    private int _area;

    private MainArea(CloudState state, int area)
    {
        (_state, _graph) = (state, state.Graph);
        var graph = _graph;
        _places = [.. Enumerable.Range(0, graph.Places).Where(place => graph.Forwards[place] && state.AreaOf(place) == area)];
        _hasInternet = area == state.InternetArea;
        _isIn = [.. Enumerable.Range(0, graph.Parts.Length).Select(part => !state.Failed[part] && AreasOf(state, part).Contains(area))];

        var quorums = graph.Services.SelectMany((service, number) => service.Quorums.Select(quorum => (number, service.Model.IsAtRest, quorum))).ToArray();
        _owner = [.. quorums.Select(one => one.number)];
        _spare = [.. quorums.Select(one => one.quorum.Of.Count(part => one.IsAtRest ? !state.Destroyed[part] : _isIn[part]) - one.quorum.Need)];
        _isWhole = [.. graph.Services.Select(_ => true)];
        for (var i = 0; i < quorums.Length; i++)
            _isWhole[_owner[i]] &= _spare[i] >= 0;
        _counts = Index(graph.Parts.Length, quorums.Select((one, i) => (i, one.IsAtRest ? [] : one.quorum.Of)));
        _restCounts = Index(graph.Parts.Length, quorums.Select((one, i) => (i, one.IsAtRest ? one.quorum.Of : [])));
        _hangers = Index(graph.Parts.Length, graph.Hangs.Select((edges, place) => (place, edges.SelectMany(edge => edge.Needs).Where(part => part != place).Distinct().ToArray())));
        _partsAt = Index(graph.Places, Enumerable.Range(0, graph.Parts.Length).Select(part => (part, new[] { graph.Place[part] })));
        _gone = new int[graph.Parts.Length];
        _left = new int[quorums.Length];
        _leftAt = new int[quorums.Length];
        _deadAt = new int[graph.Services.Length];
        _knownAt = new int[graph.Services.Length];
        _isGood = new bool[graph.Services.Length];
    }

    /// <summary>The main area of the cloud as it is; null where no places are joined.</summary>
    public static MainArea? Find(CloudState state)
    {
        var sizes = new Dictionary<int, int>();
        for (var part = 0; part < state.Graph.Parts.Length; part++)
            if (!state.Failed[part])
                foreach (var area in AreasOf(state, part))
                    sizes[area] = sizes.GetValueOrDefault(area) + 1;
        var best = sizes.Where(pair => pair.Key < state.Graph.Places).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).FirstOrDefault();
        return best.Value > 0 ? new MainArea(state, best.Key) : null;
    }

    /// <summary>Whether a service works in the main area, and so survives; null where that has to be looked for elsewhere.</summary>
    public bool? Survives(int service, out int area)
    {
        if (_version != _state.Version)
            Look();
        area = _area;
        var isPublic = _graph.Services[service].Model.IsPublic;
        if (_isSplit || (isPublic && !_hasInternet))
            return null;
        if (_knownAt[service] != _version)
            Know(service);
        if (!_isGood[service])
            return isPublic ? false : null;
        return true;
    }

    private static List<int> AreasOf(CloudState state, int part)
    {
        var areas = new List<int>();
        state.AddAreas(part, areas);
        return areas;
    }

    private static int[][] Index(int count, IEnumerable<(int Value, int[] Keys)> pairs)
    {
        var lists = pairs.SelectMany(pair => pair.Keys.Select(key => (key, pair.Value))).ToLookup(pair => pair.key, pair => pair.Value);
        return [.. Enumerable.Range(0, count).Select(key => lists[key].ToArray())];
    }

    // Whoever asks in the order of needs has no use for the list of all needs, which for chains of thousands is long.
    private void Know(int service)
    {
        if (Array.TrueForAll(_graph.Services[service].Needs, needed => _knownAt[needed] == _version))
        {
            KnowOne(service);
            return;
        }

        foreach (var needed in _state.NeedsOf(service))
            KnowOne(needed);
    }

    private void KnowOne(int service)
    {
        var good = _isWhole[service] && _deadAt[service] != _version;
        foreach (var needed in _graph.Services[service].Needs)
            good &= _isGood[needed];
        (_knownAt[service], _isGood[service]) = (_version, good);
    }

    private void Look()
    {
        _version = _state.Version;
        _isSplit = !Holds();
        if (_isSplit)
            return;
        foreach (var part in _state.FailedNow)
        {
            Gone(part);
            foreach (var place in _hangers[part])
                if (!Hangs(place))
                    foreach (var hung in _partsAt[place])
                        Gone(hung);
        }

        foreach (var part in _state.DestroyedNow)
            foreach (var quorum in _restCounts[part])
                Take(quorum);
    }

    private bool Holds()
    {
        _area = -1;
        foreach (var place in _places)
        {
            var area = _state.AreaOf(place);
            if (area < 0)
                continue;
            if (_area >= 0 && area != _area)
                return false;
            _area = area;
        }

        return _area >= 0;
    }

    private bool Hangs(int place)
    {
        foreach (var edge in _graph.Hangs[place])
            if (_state.AreaOf(edge.To) == _area && _state.Works(edge))
                return true;
        return false;
    }

    private void Gone(int part)
    {
        if (!_isIn[part] || _gone[part] == _version)
            return;
        _gone[part] = _version;
        foreach (var quorum in _counts[part])
            Take(quorum);
    }

    private void Take(int quorum)
    {
        if (_leftAt[quorum] != _version)
            (_leftAt[quorum], _left[quorum]) = (_version, _spare[quorum]);
        if (--_left[quorum] < 0)
            _deadAt[_owner[quorum]] = _version;
    }
}
