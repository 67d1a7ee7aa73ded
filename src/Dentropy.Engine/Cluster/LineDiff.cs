using System.Text;

namespace Dentropy.Engine.Cluster;

/// <summary>The lines in which two texts differ: the shortest edit script of E. Myers, "An O(ND) Difference Algorithm" (1986), without context.</summary>
internal static class LineDiff
{
    // Beyond this many differing lines the way through them says nothing to a reader, and costs memory by its square.
    private const int MostEdits = 2000;

    public static string Between(string before, string after)
    {
        var a = before.Split('\n');
        var b = after.Split('\n');
        var trace = Trace(a, b);
        var lines = trace is null ? [$"(more than {MostEdits} lines differ)"] : Walk(a, b, trace);
        return string.Join('\n', lines);
    }

    private static List<int[]>? Trace(string[] a, string[] b)
    {
        var most = Math.Min(a.Length + b.Length, MostEdits);
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

    private static List<string> Walk(string[] a, string[] b, List<int[]> trace)
    {
        var lines = new List<string>();
        var (x, y) = (a.Length, b.Length);
        for (var d = trace.Count - 1; d > 0; d--)
        {
            var before = trace[d];
            var k = x - y;
            var down = k == -d || (k != d && before[d + k - 1] < before[d + k + 1]);
            var from = down ? k + 1 : k - 1;
            x = before[d + from];
            y = x - from;
            lines.Add(down ? "+" + b[y] : "-" + a[x]);
        }

        lines.Reverse();
        return lines;
    }
}
