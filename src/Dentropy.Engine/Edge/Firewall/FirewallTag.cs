namespace Dentropy.Engine.Edge.Firewall;

/// <summary>The comments by which lines of the packet filter are known: <c>dentropy:NAME</c> for a rule, and <c>dentropy/...</c> for what is no rule.</summary>
internal static class FirewallTag
{
    public const string Limit = "/limit";
    public const string Log = "/log";
    public const string Only = "/only";

    public static string Of(string name, string part = "") => Comment($"dentropy:{name}{part}");

    public static string Comment(string text) => $"-m comment --comment {text}";

    /// <summary>The tag of a line that <c>iptables-save</c> printed; null where it has none of ours.</summary>
    public static string? In(string line)
    {
        const string start = "--comment ";
        for (var at = line.IndexOf(start, StringComparison.Ordinal); at >= 0; at = line.IndexOf(start, at + 1, StringComparison.Ordinal))
        {
            var text = line[(at + start.Length)..].TrimStart('"');
            if (text.StartsWith("dentropy:", StringComparison.Ordinal) || text.StartsWith("dentropy/", StringComparison.Ordinal))
                return text[..(text.AsSpan().IndexOfAny(' ', '"') is var end && end < 0 ? text.Length : end)];
        }

        return null;
    }
}
