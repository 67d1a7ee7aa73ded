namespace Dentropy.Engine.Cluster;

/// <summary>The lines in which two texts differ, without those around them.</summary>
internal static class LineDiff
{
    // Beyond this many differing lines the way through them says nothing to a reader.
    private const int MostEdits = 2000;

    public static string Between(string before, string after)
    {
        var a = before.Split('\n');
        var b = after.Split('\n');
        return LineEdits.Between(a, b, MostEdits) is { } edits
            ? string.Join('\n', edits.Where(edit => edit.Mark != ' ').Select(edit => edit.Mark + (edit.Mark == '-' ? a[edit.Old] : b[edit.New])))
            : $"(more than {MostEdits} lines differ)";
    }
}
