using System.Globalization;

namespace Dentropy.Engine.Tests.Storage.Ceph;

/// <summary>A cluster made up from a seed, with its answers and with what is true of it.</summary>
internal sealed class RandomMap
{
    private readonly Random _random;
    private readonly List<int> _down = [];

    /// <param name="seed">The same seed gives the same cluster.</param>
    /// <param name="hidden">Whether groups that are being recovered do not say which of their copies are whole, as in the brief dump.</param>
    public RandomMap(int seed, bool hidden)
    {
        _random = new Random(seed);
        var hosts = _random.Next(1, 6);
        var masks = new List<int>();
        for (var host = 0; host < hosts; host++)
        {
            var osds = Enumerable.Range(Osds, _random.Next(1, 4)).Where(osd => osd < 10).ToArray();
            if (osds.Length == 0)
                break;
            Osds += osds.Length;
            masks.Add(osds.Aggregate(0, (mask, osd) => mask | (1 << osd)));
            Builder.Host("h" + host.ToString(CultureInfo.InvariantCulture), osds);
        }

        Hosts = masks;
        for (var osd = 0; osd < Osds; osd++)
        {
            if (_random.Next(12) == 0)
                _down.Add(osd);
        }

        Builder.Down([.. _down]).Monitors(3, 3);
        for (var pool = 1; pool <= _random.Next(1, 4); pool++)
            AddPool(pool, hidden);
    }

    public MapBuilder Builder { get; } = new();

    public int Osds { get; }

    /// <summary>For each host the set of its OSDs.</summary>
    public IReadOnlyList<int> Hosts { get; }

    public List<Placed> Groups { get; } = [];

    private void AddPool(int id, bool hidden)
    {
        var size = Math.Min(_random.Next(1, 6), Osds);
        var coded = size >= 3 && _random.Next(2) == 0;
        var needed = coded ? _random.Next(2, size) : 1;
        var minimum = _random.Next(needed, size + 1);
        if (coded)
            Builder.Coded(id, $"pool{id}", needed, size - needed, minimum);
        else
            Builder.Pool(id, $"pool{id}", size, minimum);
        for (var group = 0; group < _random.Next(1, 9); group++)
            AddGroup(id, group, size, minimum, needed, coded, hidden);
    }

    private void AddGroup(int pool, int group, int size, int minimum, int needed, bool coded, bool hidden)
    {
        var placed = Enumerable.Range(0, Osds).OrderBy(_ => _random.Next()).Take(size).ToArray();
        // Most of the time Ceph has taken the failed ones out of the set by now.
        var told = _random.Next(4) == 0 ? placed : coded ? [.. placed.Select(osd => _down.Contains(osd) ? MapBuilder.None : osd)] : placed.Where(osd => !_down.Contains(osd)).ToArray();
        var live = placed.Where(osd => !_down.Contains(osd)).ToArray();
        var active = live.Length >= minimum;
        var recovers = active && _random.Next(4) == 0;
        // Every write is in min_size copies; some of those may be down by now.
        var sure = Math.Min(live.Length, Math.Max(needed, minimum - (size - live.Length)));
        var whole = recovers ? live.OrderBy(_ => _random.Next()).Take(_random.Next(sure, live.Length + 1)).ToArray() : live;
        var state = (active ? "active" : "peered") + (live.Length < size ? "+undersized+degraded" : recovers ? "+degraded" : "+clean") + (recovers ? "+recovering" : "") + (_random.Next(5) == 0 ? "+remapped" : "");
        Builder.Group(string.Create(CultureInfo.InvariantCulture, $"{pool}.{group:x}"), state, told, whole: recovers && !hidden ? whole : null);
        Groups.Add(new Placed(pool, whole.Aggregate(0, (mask, osd) => mask | (1 << osd)), minimum, needed, active));
    }

    /// <param name="Pool">Its pool.</param>
    /// <param name="Whole">The set of OSDs with a whole copy.</param>
    /// <param name="MinSize">How many it takes to serve.</param>
    /// <param name="Needed">How many it takes to have the data.</param>
    /// <param name="Active">Whether it is served.</param>
    internal sealed record Placed(int Pool, int Whole, int MinSize, int Needed, bool Active);
}
