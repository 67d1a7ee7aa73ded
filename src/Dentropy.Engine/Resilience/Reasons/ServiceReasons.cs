using System.Globalization;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Resilience.Search;

namespace Dentropy.Engine.Resilience.Reasons;

/// <summary>The sentences for one service in the cloud as it is after a failure.</summary>
internal sealed class ServiceReasons
{
    private const int MostSteps = 10;

    private readonly CloudState _state;
    private readonly CloudGraph _graph;
    private readonly int _service;
    private readonly HashSet<int> _lost;
    private readonly CauseFinder _working;
    private readonly CauseFinder _resting;
    private readonly List<int> _areas = [];
    private readonly bool _isPublic;

    public ServiceReasons(CloudState state, int[] lost, int service)
    {
        (_state, _graph, _service, _lost) = (state, state.Graph, service, [.. lost]);
        _isPublic = _graph.Services[service].Model.IsPublic;
        _working = CauseFinder.Find(_graph, _graph.Working, state.AllFailed, state.Failed, _lost);
        _resting = CauseFinder.Find(_graph, _graph.Resting, state.AllDestroyed, state.Destroyed, _lost);
    }

    /// <summary>What a service that works has lost of its own.</summary>
    public List<string> Lost()
    {
        var areas = _state.Areas(_service).ToArray();
        var area = _isPublic || areas.Length == 0 ? _state.InternetArea : areas.MaxBy(one => _graph.Services[_service].Quorums.Sum(quorum => Count(quorum, false, one)));
        var sentences = new List<string>();
        WriteQuorums(_service, area, isDead: false, sentences);
        return sentences;
    }

    /// <summary>Why a service does not work: in the part of the network where it has most of what it needs.</summary>
    public List<string> Dead()
    {
        var area = _isPublic ? _state.InternetArea : Closest();
        var dead = DeadIn(area);
        var sentences = new List<string>();
        var steps = dead.Count <= MostSteps ? dead : [.. dead.Take(MostSteps / 2), .. dead.TakeLast(MostSteps / 2)];
        foreach (var service in steps)
        {
            WriteQuorums(service, area, isDead: true, sentences);
            var needs = _graph.Services[service].Needs.Where(needed => !WorksIn(needed, area)).Select(Name).ToList();
            if (needs.Count > 0)
                sentences.Add($"{Name(service)} needs {PartWords.Few(needs)}");
        }

        return sentences;
    }

    private string Name(int service) => Shown.Text(_graph.Services[service].Model.Name);

    private bool WorksIn(int service, int area) => _state.IsEverywhere(service) || _state.Areas(service).Contains(area);

    // The services that fail there and that this one hangs on, itself last.
    private List<int> DeadIn(int area)
    {
        var found = new HashSet<int> { _service };
        var open = new Stack<int>([_service]);
        while (open.TryPop(out var service))
            foreach (var needed in _graph.Services[service].Needs)
                if (!WorksIn(needed, area) && found.Add(needed))
                    open.Push(needed);
        return [.. found.OrderBy(service => _graph.Services[service].Rank)];
    }

    private int Closest()
    {
        var services = _state.NeedsOf(_service);
        var points = new Dictionary<int, int>();
        foreach (var number in services)
        {
            var service = _graph.Services[number];
            foreach (var quorum in service.Model.IsAtRest ? [] : service.Quorums)
                foreach (var area in quorum.Of.Where(part => !_state.Failed[part]).SelectMany(AreasOf))
                    points[area] = points.GetValueOrDefault(area) + 1;
            foreach (var area in _state.Areas(number))
                points[area] = points.GetValueOrDefault(area) + _graph.Parts.Length;
        }

        return points.Count == 0 ? _state.InternetArea : points.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).First().Key;
    }

    private int[] AreasOf(int part)
    {
        _areas.Clear();
        _state.AddAreas(part, _areas);
        return [.. _areas];
    }

    private bool IsIn(int part, bool atRest, int area) => atRest ? !_state.Destroyed[part] : _state.IsIn(part, area);

    private int Count(GraphQuorum quorum, bool atRest, int area) => quorum.Of.Count(part => IsIn(part, atRest, area));

    private void WriteQuorums(int number, int area, bool isDead, List<string> sentences)
    {
        var service = _graph.Services[number];
        var atRest = service.Model.IsAtRest;
        var hit = service.Quorums.Select(quorum => (quorum, left: Count(quorum, atRest, area)))
            .Where(pair => isDead ? pair.left < pair.quorum.Need : pair.left < pair.quorum.Of.Length)
            .OrderBy(pair => pair.left - pair.quorum.Need).ToList();
        if (hit.Count == 0)
            return;
        var (worst, left) = hit[0];
        var gone = worst.Of.Where(part => !IsIn(part, atRest, area)).ToList();
        WriteCauses(gone, atRest, area, sentences);
        var isCut = !atRest && gone.Exists(part => !_state.Failed[part]);
        var words = isCut ? _isPublic ? "in reach of the internet" : "that reach each other" : "left";
        var what = worst.Model.What.Split(',')[0];
        var more = hit.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $", and {hit.Count - 1} more like this") : "";
        sentences.Add(string.Create(CultureInfo.InvariantCulture, $"{Name(number)} has {left} of {worst.Of.Length} {what} {words} and needs {worst.Need}{more}"));
    }

    private void WriteCauses(List<int> gone, bool atRest, int area, List<string> sentences)
    {
        var groups = new List<(string Why, string Effect, string Effects, List<int> Parts)>();
        var finder = atRest ? _resting : _working;
        var failed = atRest ? _state.Destroyed : _state.Failed;
        var (dead, cut) = (gone.Where(part => failed[part]).Select(part => Root(part, finder, failed)).Distinct().Order().ToList(), gone.Where(part => !failed[part]));
        int[] direct = [.. dead.Where(part => IsPlain(part, finder)).SelectMany(part => finder.Of(part).Roots).Distinct().Order()];
        if (direct.Length > 0)
            sentences.Add(Roots(direct));
        foreach (var part in dead.Where(part => !IsPlain(part, finder)).Concat(cut))
        {
            var (why, effect, effects) = failed[part] ? (Roots(finder.Of(part).Roots), finder.Of(part).Effect, finder.Of(part).Effects) : WhyCut(part, area);
            var group = groups.Find(group => group.Why == why && group.Effect == effect);
            if (group.Parts is null)
                groups.Add(group = (why, effect, effects, []));
            group.Parts.Add(part);
        }

        foreach (var (why, effect, effects, parts) in groups)
        {
            var hits = PartWords.Hits(parts.Select(part => _graph.Parts[part]));
            sentences.Add($"{(why.Length > 0 ? why + ", so " : "")}{hits} {(parts.Count == 1 ? effect : effects)}");
        }
    }

    // A disk that went with its node is not told of: the node is.
    private int Root(int part, CauseFinder finder, bool[] failed)
    {
        while (_graph.At[part] is >= 0 and var at && failed[at] && finder.Of(part).Effect.Length > 0)
            part = at;
        return part;
    }

    // Of what fails by itself, or only stands for what does, the failure says all.
    private bool IsPlain(int part, CauseFinder finder) => finder.Of(part).Effect.Length == 0 || (_graph.NeverFails[part] && finder.Of(part).Roots.Length > 0);

    private (string Why, string Effect, string Effects) WhyCut(int part, int area)
    {
        var from = area == _state.InternetArea && _isPublic ? " from the internet" : " from the others";
        var blockers = Blockers(_graph.Place[part]);
        int[] roots = [.. blockers.SelectMany(blocker => _working.Of(blocker).Roots).Distinct().Order()];
        var between = blockers.Where(blocker => !roots.Contains(blocker)).GroupBy(blocker => (_working.Of(blocker).Effect, _working.Of(blocker).Effects))
            .Select(group => $"{PartWords.Causes(group.Select(blocker => _graph.Parts[blocker]))} {(group.Count() == 1 ? group.Key.Effect : group.Key.Effects)}").ToList();
        var why = Roots(roots);
        if (between.Count > 0)
            why += $"{(why.Length > 0 ? ", so " : "")}{PartWords.And(between)}";
        return (why, "is cut off" + from, "are cut off" + from);
    }

    // What would lead from the place to others and does not work: at the place itself if nothing does there, else in the network.
    private List<int> Blockers(int place)
    {
        var own = _graph.Forwards[place] ? _graph.Joins[place] : _graph.Hangs[place];
        var isAlone = Array.TrueForAll(own, edge => !_state.Works(edge));
        var needs = isAlone ? own.SelectMany(edge => edge.Needs) : Enumerable.Range(0, _graph.Parts.Length).Where(part => _graph.Shapes[part]);
        var failed = needs.Where(part => _state.Failed[part]).Distinct().Order().ToList();

        // A cable to a switch that has failed says no more than the switch does.
        return failed.Exists(part => _lost.Contains(part)) ? [.. failed.Where(part => _working.Of(part).Roots.Any(_lost.Contains))] : failed;
    }

    private string Roots(int[] roots)
    {
        var (lost, down) = (roots.Where(_lost.Contains).ToList(), roots.Where(part => !_lost.Contains(part)).ToList());
        var words = new List<string>();
        if (down.Count > 0)
            words.Add($"{PartWords.Causes(down.Select(part => _graph.Parts[part]))} {(down.Count == 1 ? "is" : "are")} down");
        if (lost.Count > 0)
            words.Add($"{PartWords.Causes(lost.Select(part => _graph.Parts[part]))} {(lost.Count == 1 ? "fails" : "fail")}");
        return string.Join(" and ", words);
    }
}
