using System.Globalization;
using System.Text;

namespace Dentropy.Engine.Provisioning;

/// <summary>Two texts as the unified format of diff(1) shows their difference, with three lines around each change.</summary>
internal static class UnifiedDiff
{
    private const int Around = 3;

    // Beyond this many comparisons the middle is shown as replaced as a whole, which is right, only longer.
    private const long MostCells = 4_000_000;

    /// <summary>The difference; an empty text where there is none.</summary>
    /// <param name="before">The old text; null where there was no file.</param>
    /// <param name="after">The new text; null where there will be none.</param>
    /// <param name="path">Name of the file.</param>
    public static string Between(string? before, string? after, string path)
    {
        var a = Lines(before);
        var b = Lines(after);
        var edits = Edits(a, b);
        var text = new StringBuilder();
        text.Append("--- ").Append(before is null ? "/dev/null" : path).Append("\n+++ ").Append(after is null ? "/dev/null" : path).Append('\n');
        var any = false;
        for (var i = 0; i < edits.Count;)
        {
            if (edits[i].Mark == ' ')
            {
                i++;
                continue;
            }

            any = true;
            var from = Math.Max(0, i - Around);
            var to = Last(edits, i);
            Hunk(text, edits, from, to);
            i = to;
        }

        return any ? text.ToString().TrimEnd('\n') : "";
    }

    // Where the hunk that has a change at i ends: changes that are close to each other share one.
    private static int Last(List<Edit> edits, int i)
    {
        var quiet = 0;
        for (; i < edits.Count && quiet <= 2 * Around; i++)
            quiet = edits[i].Mark == ' ' ? quiet + 1 : 0;
        return quiet <= Around ? i : i - quiet + Around;
    }

    private static void Hunk(StringBuilder text, List<Edit> edits, int from, int to)
    {
        var hunk = edits[from..to];
        var (olds, news) = (hunk.Count(edit => edit.Mark != '+'), hunk.Count(edit => edit.Mark != '-'));
        // A side without lines is named by the line before it (POSIX diff, "unified format").
        text.Append(CultureInfo.InvariantCulture, $"@@ -{edits[from].Old + (olds == 0 ? 0 : 1)},{olds} +{edits[from].New + (news == 0 ? 0 : 1)},{news} @@\n");
        foreach (var edit in hunk)
            text.Append(edit.Mark).Append(edit.Line).Append('\n');
    }

    private static string[] Lines(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return [];
        var lines = text.Split('\n');
        return text[^1] == '\n' ? lines[..^1] : [.. lines[..^1], lines[^1] + "\n\\ No newline at end of file"];
    }

    private static List<Edit> Edits(string[] a, string[] b)
    {
        var head = 0;
        while (head < a.Length && head < b.Length && a[head] == b[head])
            head++;
        var tail = 0;
        while (tail < a.Length - head && tail < b.Length - head && a[^(tail + 1)] == b[^(tail + 1)])
            tail++;
        var edits = new List<Edit>(a.Length + b.Length);
        for (var i = 0; i < head; i++)
            edits.Add(new Edit(' ', a[i], i, i));
        Middle(edits, a, b, head, tail);
        for (var i = tail; i > 0; i--)
            edits.Add(new Edit(' ', a[^i], a.Length - i, b.Length - i));
        return edits;
    }

    private static void Middle(List<Edit> edits, string[] a, string[] b, int head, int tail)
    {
        var (n, m) = (a.Length - head - tail, b.Length - head - tail);
        var common = (long)n * m <= MostCells ? Common(a.AsSpan(head, n), b.AsSpan(head, m)) : null;
        var (i, j) = (0, 0);
        while (i < n || j < m)
        {
            if (i < n && j < m && common is not null && a[head + i] == b[head + j])
            {
                edits.Add(new Edit(' ', a[head + i], head + i, head + j));
                i++;
                j++;
            }
            else if (i < n && (j == m || common is null || common[i + 1, j] >= common[i, j + 1]))
            {
                edits.Add(new Edit('-', a[head + i], head + i, head + j));
                i++;
            }
            else
            {
                edits.Add(new Edit('+', b[head + j], head + i, head + j));
                j++;
            }
        }
    }

    // How many lines the rests from i and j on have in common, in order.
    private static int[,] Common(ReadOnlySpan<string> a, ReadOnlySpan<string> b)
    {
        var common = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }

        return common;
    }

    /// <summary>A line with its mark and how many lines of each side stand before it.</summary>
    private readonly record struct Edit(char Mark, string Line, int Old, int New);
}
