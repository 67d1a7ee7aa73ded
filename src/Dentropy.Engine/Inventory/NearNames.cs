namespace Dentropy.Engine.Inventory;

/// <summary>What somebody may have meant who mistyped a name.</summary>
internal static class NearNames
{
    private const int Most = 3;

    public static IReadOnlyList<string> Find(string name, IEnumerable<string> names)
    {
        var limit = name.Length <= 4 ? 1 : 2;
        return [.. names
            .Distinct(StringComparer.Ordinal)
            .Select(candidate => (Name: candidate, Distance: Distance(name, candidate, limit)))
            .Where(candidate => candidate.Distance <= limit)
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.OrdinalIgnoreCase)
            .Take(Most)
            .Select(candidate => candidate.Name)];
    }

    // Letters to add, drop or change; letter case is free. Beyond the limit the exact number does not matter.
    private static int Distance(string left, string right, int limit)
    {
        if (Math.Abs(left.Length - right.Length) > limit)
        {
            return int.MaxValue;
        }

        var above = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var row = new int[right.Length + 1];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var change = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + change);
            }

            above = row;
        }

        return above[^1];
    }
}
