using System.Globalization;
using System.Text;

namespace Dentropy.Engine;

/// <summary>Two texts as the unified format of diff(1) shows their difference, with three lines around each change.</summary>
internal static class UnifiedDiff
{
    private const int Around = 3;

    // Beyond this many lines that differ the text is shown as replaced as a whole, which is right, only longer.
    private const int MostEdits = 2000;

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

    private static List<Edit> Edits(string[] a, string[] b) => LineEdits.Between(a, b, MostEdits) is { } edits
        ? [.. edits.Select(edit => new Edit(edit.Mark, edit.Mark == '+' ? b[edit.New] : a[edit.Old], edit.Old, edit.New))]
        : [.. a.Select((line, i) => new Edit('-', line, i, 0)), .. b.Select((line, j) => new Edit('+', line, a.Length, j))];

    /// <summary>A line with its mark and how many lines of each side stand before it.</summary>
    private readonly record struct Edit(char Mark, string Line, int Old, int New);
}
