using System.Runtime.InteropServices;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Search;

/// <summary>One failure: its parts, the set of services that it takes down, and the set of those for which nothing could be left out.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Failure(int First, int Second, int Third, int Services, int Minimal)
{
    /// <summary>The number that stands for no part.</summary>
    public const int None = -1;

    public DcPart[] Lost(CloudGraph graph) =>
        Third >= 0 ? [graph.Parts[First], graph.Parts[Second], graph.Parts[Third]] : Second >= 0 ? [graph.Parts[First], graph.Parts[Second]] : [graph.Parts[First]];
}

/// <summary>
/// What every failure of up to three parts means, from the minimal failures of each service: a failure takes a service down where it has one of them in it.
/// </summary>
internal sealed class FailureTable
{
    private readonly ServiceSets _sets;
    private readonly int[] _parts;
    private readonly int[] _singles;
    private readonly Dictionary<int, Dictionary<int, int>> _pairs = [];
    private readonly Dictionary<(int, int), Dictionary<int, int>> _triples = [];
    private readonly int _always;

    /// <param name="partCount">How many parts there are.</param>
    /// <param name="parts">Parts that may fail, ascending.</param>
    /// <param name="cuts">Minimal failures of each service.</param>
    /// <param name="sets">Where sets of services are kept.</param>
    public FailureTable(int partCount, int[] parts, IEnumerable<(int Service, List<int[]> Cuts)> cuts, ServiceSets sets)
    {
        _sets = sets;
        _parts = parts;
        _singles = new int[partCount];
        foreach (var (service, found) in cuts)
        {
            foreach (var cut in found)
            {
                switch (cut.Length)
                {
                    case 0:
                        _always = sets.With(_always, service);
                        break;
                    case 1:
                        _singles[cut[0]] = sets.With(_singles[cut[0]], service);
                        break;
                    case 2:
                        Put(_pairs, cut[0], cut[1], service);
                        Put(_pairs, cut[1], cut[0], service);
                        break;
                    default:
                        Put(_triples, (cut[0], cut[1]), cut[2], service);
                        break;
                }
            }
        }
    }

    /// <summary>All failures, fewer parts first, then in order of the parts.</summary>
    public IEnumerable<Failure> All(int level, bool failuresOnly, bool minimalOnly)
    {
        foreach (var part in _parts)
            if (Counts(_sets.Union(_always, _singles[part]), _singles[part]))
                yield return new Failure(part, Failure.None, Failure.None, _sets.Union(_always, _singles[part]), _singles[part]);

        var row = new int[_singles.Length];
        for (var i = 0; level >= 2 && i < _parts.Length; i++)
        {
            var one = _sets.Union(_always, _singles[_parts[i]]);
            var pairs = Fill(row, _pairs, _parts[i]);
            for (var j = i + 1; j < _parts.Length; j++)
            {
                var minimal = row[_parts[j]];
                var services = _sets.Union(_sets.Union(one, _singles[_parts[j]]), minimal);
                if (Counts(services, minimal))
                    yield return new Failure(_parts[i], _parts[j], Failure.None, services, minimal);
            }

            Clear(row, pairs);
        }

        var second = new int[_singles.Length];
        var third = new int[_singles.Length];
        for (var i = 0; level >= 3 && i < _parts.Length; i++)
        {
            var pairs = Fill(row, _pairs, _parts[i]);
            for (var j = i + 1; j < _parts.Length; j++)
            {
                var two = _sets.Union(_sets.Union(_always, _singles[_parts[i]]), _sets.Union(_singles[_parts[j]], row[_parts[j]]));
                var morePairs = Fill(second, _pairs, _parts[j]);
                var triples = Fill(third, _triples, (_parts[i], _parts[j]));
                for (var k = j + 1; k < _parts.Length; k++)
                {
                    var part = _parts[k];
                    var minimal = third[part];
                    var services = _sets.Union(_sets.Union(two, _sets.Union(_singles[part], row[part])), _sets.Union(second[part], minimal));
                    if (Counts(services, minimal))
                        yield return new Failure(_parts[i], _parts[j], part, services, minimal);
                }

                Clear(third, triples);
                Clear(second, morePairs);
            }

            Clear(row, pairs);
        }

        bool Counts(int services, int minimal) => (!failuresOnly || services != 0) && (!minimalOnly || minimal != 0);
    }

    private static Dictionary<int, int>? Fill<T>(int[] row, Dictionary<T, Dictionary<int, int>> from, T key)
        where T : notnull
    {
        if (!from.TryGetValue(key, out var others))
            return null;
        foreach (var (other, set) in others)
            row[other] = set;
        return others;
    }

    private static void Clear(int[] row, Dictionary<int, int>? others)
    {
        if (others is null)
            return;
        foreach (var other in others.Keys)
            row[other] = 0;
    }

    private void Put<T>(Dictionary<T, Dictionary<int, int>> table, T key, int other, int service)
        where T : notnull
    {
        if (!table.TryGetValue(key, out var others))
            table[key] = others = [];
        others[other] = _sets.With(others.GetValueOrDefault(other), service);
    }
}
