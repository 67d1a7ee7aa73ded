namespace Dentropy.Engine.Apps;

/// <summary>Names of apps, and names near them.</summary>
internal static class AppNames
{
    private const int Most = 3;

    /// <summary>Whether Compose would take a name for a project: lower-case letters, digits, hyphens, underscores; a letter or digit first.</summary>
    public static bool IsProject(string name) =>
        name.Length is > 0 and <= 128
        && (char.IsAsciiLetterLower(name[0]) || char.IsAsciiDigit(name[0]))
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');

    /// <summary>The project's name that Compose makes of a folder's name; empty where nothing of it is left.</summary>
    public static string OfFolder(string folder) =>
        string.Concat(folder.ToLowerInvariant().Where(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_')).TrimStart('-', '_');

    /// <summary>What somebody may have meant who mistyped a name.</summary>
    public static IReadOnlyList<string> Near(string name, IEnumerable<string> known)
    {
        var limit = name.Length <= 4 ? 1 : 2;
        return [.. known
            .Distinct(StringComparer.Ordinal)
            .Select(candidate => (Name: candidate, Distance: Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .Where(candidate => candidate.Distance <= limit)
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Take(Most)
            .Select(candidate => candidate.Name)];
    }

    // Letters to add, drop or change.
    private static int Distance(string left, string right)
    {
        var above = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var row = new int[right.Length + 1];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
                row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1));
            above = row;
        }

        return above[^1];
    }
}
