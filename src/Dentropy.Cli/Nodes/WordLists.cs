namespace Dentropy.Cli.Nodes;

// Options that are given repeatedly, as comma lists, or both.
internal static class WordLists
{
    public static IReadOnlyList<string> Split(IEnumerable<string>? words) =>
        [.. (words ?? []).SelectMany(word => word.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
}
