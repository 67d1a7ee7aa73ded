namespace Dentropy.Engine;

/// <summary>How one text becomes another, line by line: the shortest edit script of E. Myers, "An O(ND) Difference Algorithm" (1986), with the lines that stay.</summary>
internal static class LineEdits
{
    /// <summary>The script, from the first line to the last.</summary>
    /// <param name="a">Lines of the old text.</param>
    /// <param name="b">Lines of the new one.</param>
    /// <param name="most">Beyond this many lines that differ there is none: memory goes by their square.</param>
    /// <returns>For each line its mark (a space where it stays, - or +) and how many lines of each text stand before it; null where too many differ.</returns>
    public static IReadOnlyList<(char Mark, int Old, int New)>? Between(string[] a, string[] b, int most) =>
        Trace(a, b, Math.Min(a.Length + b.Length, most)) is { } trace ? Walk(a.Length, b.Length, trace) : null;

    private static List<int[]>? Trace(string[] a, string[] b, int most)
    {
        var furthest = new int[(2 * most) + 2];
        var trace = new List<int[]>();
        for (var d = 0; d <= most; d++)
        {
            // Only the diagonals that step d can have changed are kept.
            trace.Add(furthest[(most - d)..(most + d + 2)]);
            for (var k = -d; k <= d; k += 2)
            {
                var x = k == -d || (k != d && furthest[most + k - 1] < furthest[most + k + 1]) ? furthest[most + k + 1] : furthest[most + k - 1] + 1;
                var y = x - k;
                while (x < a.Length && y < b.Length && string.Equals(a[x], b[y], StringComparison.Ordinal))
                {
                    x++;
                    y++;
                }

                furthest[most + k] = x;
                if (x >= a.Length && y >= b.Length)
                {
                    return trace;
                }
            }
        }

        return null;
    }

    private static List<(char Mark, int Old, int New)> Walk(int x, int y, List<int[]> trace)
    {
        var edits = new List<(char Mark, int Old, int New)>();
        for (var d = trace.Count - 1; d > 0; d--)
        {
            var before = trace[d];
            var k = x - y;
            var down = k == -d || (k != d && before[d + k - 1] < before[d + k + 1]);
            var from = down ? k + 1 : k - 1;
            Stay(before[d + from] + (down ? 0 : 1));
            (x, y) = (before[d + from], before[d + from] - from);
            edits.Add((down ? '+' : '-', x, y));
        }

        Stay(0);
        edits.Reverse();
        return edits;

        void Stay(int until)
        {
            while (x > until)
                edits.Add((' ', --x, --y));
        }
    }
}
