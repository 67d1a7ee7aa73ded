namespace Dentropy.Engine.Resilience.Search;

/// <summary>
/// Parts that are enough for a service: it works as long as none of them is lost, whatever else is. So every failure that takes the service
/// down has one of them in it.
/// </summary>
internal sealed class Witness
{
    private readonly CloudState _state;
    private readonly CloudGraph _graph;
    private readonly int[] _working;
    private readonly int[] _resting;
    private readonly int[] _chosen;
    private readonly int[] _isPlace;
    private readonly int[] _joined;
    private readonly int[] _reached;
    private readonly GraphEdge?[] _way;
    private readonly int[] _queue;
    private readonly Stack<int> _open = new();
    private readonly List<int> _places = [];
    private readonly List<int> _ends = [];
    private readonly List<int> _parts = [];
    private int _turn;
    private int _choice;

    public Witness(CloudState state)
    {
        _state = state;
        _graph = state.Graph;
        _working = new int[_graph.Parts.Length];
        _resting = new int[_graph.Parts.Length];
        _chosen = new int[_graph.Parts.Length];
        _isPlace = new int[_graph.Places];
        _joined = new int[_graph.Places];
        _reached = new int[_graph.Places];
        _way = new GraphEdge?[_graph.Places];
        _queue = new int[_graph.Places];
    }

    /// <summary>The parts, each once; valid until the next call.</summary>
    /// <param name="service">A service that survives in the state as it is.</param>
    public List<int> Find(int service)
    {
        _turn++;
        _parts.Clear();
        _places.Clear();
        var isPublic = _graph.Services[service].Model.IsPublic;
        var area = _state.AreaFor(service);
        foreach (var needed in _state.NeedsOf(service))
        {
            var one = _graph.Services[needed];
            foreach (var quorum in one.Quorums)
                Choose(quorum, one.Model.IsAtRest, area);
        }

        Join(area, isPublic);
        return _parts;
    }

    // First what is among the parts already, then what is where others are, then the rest: the fewer parts, the fewer failures to look at.
    private void Choose(GraphQuorum quorum, bool atRest, int area)
    {
        var left = quorum.Need;
        _choice++;
        for (var round = 0; round < 3 && left > 0; round++)
        {
            foreach (var part in quorum.Of)
            {
                if (left == 0)
                    break;
                if (_chosen[part] == _choice || Distance(part, atRest) > round || !(atRest ? !_state.Destroyed[part] : _state.IsIn(part, area)))
                    continue;
                _chosen[part] = _choice;
                left--;
                if (atRest)
                    Add(part, _resting, _working, _graph.Resting, _state.Destroyed);
                else
                    AddAt(part);
            }
        }
    }

    private int Distance(int part, bool atRest)
    {
        var there = atRest ? _resting : _working;
        return there[part] == _turn ? 0 : there[_graph.Place[part]] == _turn ? 1 : 2;
    }

    private void AddAt(int part)
    {
        AddWorking(part);
        var place = _graph.Place[part];
        if (_isPlace[place] == _turn)
            return;
        _isPlace[place] = _turn;
        _places.Add(place);
    }

    private void AddWorking(int part) => Add(part, _working, _resting, _graph.Working, _state.Failed);

    private void Add(int first, int[] there, int[] other, NeedGroups groups, bool[] failed)
    {
        _open.Push(first);
        while (_open.TryPop(out var part))
        {
            if (there[part] == _turn)
                continue;
            there[part] = _turn;
            if (other[part] != _turn)
                _parts.Add(part);
            foreach (var group in groups.Of[part])
            {
                var members = groups.Members[group];
                if (!Array.Exists(members, member => there[member] == _turn))
                    _open.Push(Array.Find(members, member => !failed[member]));
            }
        }
    }

    // A tree that joins all places, and the internet where the users are there.
    private void Join(int area, bool isPublic)
    {
        if (_places.Count + (isPublic ? 1 : 0) < 2)
            return;
        _ends.Clear();
        if (isPublic)
            _ends.Add(_graph.Internet);
        foreach (var place in _places)
            if (_graph.Forwards[place])
                _ends.Add(place);
        foreach (var place in _places)
            if (!_graph.Forwards[place])
                Hang(place, area);
        Reach(_ends[0]);
        _joined[_ends[0]] = _turn;
        foreach (var end in _ends)
        {
            for (var place = end; _joined[place] != _turn;)
            {
                _joined[place] = _turn;
                AddPlace(place);
                var edge = _way[place]!;
                foreach (var part in edge.Needs)
                    AddWorking(part);
                place = edge.From;
            }
        }

        AddPlace(_ends[0]);
    }

    private void Hang(int place, int area)
    {
        GraphEdge? best = null;
        foreach (var edge in _graph.Hangs[place])
        {
            if (_state.AreaOf(edge.To) != area || !_state.Works(edge))
                continue;
            if (_ends.Contains(edge.To))
            {
                best = edge;
                break;
            }

            best ??= edge;
        }

        foreach (var part in best!.Needs)
            AddWorking(part);
        if (!_ends.Contains(best.To))
            _ends.Add(best.To);
    }

    private void AddPlace(int place)
    {
        if (place < _graph.Parts.Length)
            AddWorking(place);
    }

    private void Reach(int from)
    {
        _reached[from] = _turn;
        _queue[0] = from;
        for (int next = 0, end = 1; next < end; next++)
        {
            foreach (var edge in _graph.Joins[_queue[next]])
            {
                if (_reached[edge.To] == _turn || !_state.Works(edge))
                    continue;
                _reached[edge.To] = _turn;
                _way[edge.To] = edge;
                _queue[end++] = edge.To;
            }
        }
    }
}
