using Dentropy.Engine.Inventory;

namespace Dentropy.Cli.Nodes;

internal static class NodeWords
{
    // One expression for several names, wildcards or sets; null where there are none.
    public static string? Union(IReadOnlyList<string> words)
    {
        // Each is read alone first, so that an error points into what was typed, and an empty one is refused.
        foreach (var word in words)
            NodeSet.Parse(word);
        return words.Count == 0 ? null : string.Join('|', words.Select(word => $"({word})"));
    }
}
