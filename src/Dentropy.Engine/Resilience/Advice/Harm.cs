using Dentropy.Engine.Resilience.Search;

namespace Dentropy.Engine.Resilience.Advice;

/// <summary>How much is lost: counts of failures that services do not survive.</summary>
internal static class Harm
{
    /// <summary>How many minimal failures of each size there are, from none on.</summary>
    public static long[] Minimal(IEnumerable<List<int[]>> cuts, int level)
    {
        var counts = new long[level + 1];
        foreach (var cut in cuts.SelectMany(list => list))
            counts[cut.Length]++;
        return counts;
    }

    /// <summary>How many failures times services of each size, from one on, are not survived, whether something could be left out or not.</summary>
    /// <param name="cuts">Minimal failures of each service up to that size.</param>
    /// <param name="parts">How many parts may fail.</param>
    /// <param name="level">The most parts that fail at once.</param>
    public static int[] All(IEnumerable<List<int[]>> cuts, int parts, int level)
    {
        var counts = new long[level];
        foreach (var list in cuts)
        {
            for (var size = 1; size <= level; size++)
                counts[size - 1] += Lost(list, parts, size);
        }

        return [.. counts.Select(count => (int)Math.Min(count, int.MaxValue))];
    }

    private static long Lost(List<int[]> cuts, int parts, int size)
    {
        if (cuts.Exists(cut => cut.Length == 0))
            return Choose(parts, size);
        var singles = cuts.Count(cut => cut.Length == 1);
        var rest = parts - singles;
        var pairs = cuts.Where(cut => cut.Length == 2).ToList();
        return Choose(parts, size) - Choose(rest, size) + size switch
        {
            1 => 0,
            2 => pairs.Count,
            _ => WithPair(pairs, rest) + cuts.Count(cut => cut.Length == 3),
        };
    }

    // Triples with at least one of the pairs: each pair with any third part, less what was counted twice.
    private static long WithPair(List<int[]> pairs, int parts)
    {
        var near = new Dictionary<int, HashSet<int>>();
        foreach (var pair in pairs)
        {
            foreach (var (one, other) in new[] { (pair[0], pair[1]), (pair[1], pair[0]) })
            {
                if (!near.TryGetValue(one, out var others))
                    near[one] = others = [];
                others.Add(other);
            }
        }

        var triangles = pairs.Sum(pair => near[pair[0]].Count(third => near[pair[1]].Contains(third))) / 3;
        return (pairs.Count * (long)(parts - 2)) - near.Values.Sum(others => Choose(others.Count, 2)) + triangles;
    }

    private static long Choose(long of, int count) => count switch
    {
        1 => of,
        2 => of * (of - 1) / 2,
        _ => of * (of - 1) * (of - 2) / 6,
    };
}
