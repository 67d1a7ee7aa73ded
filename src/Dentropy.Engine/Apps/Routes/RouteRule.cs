using System.Text;

namespace Dentropy.Engine.Apps.Routes;

/// <summary>
/// A rule of a router: matchers such as <c>Host(`a`)</c>, joined by <c>&amp;&amp;</c>, <c>||</c>, <c>!</c> and parentheses. Values stand in
/// backticks or double quotes. In version 2 a matcher may have several values; in version 3 it has one (Traefik's migration guide from v2 to v3).
/// </summary>
internal static class RouteRule
{
    /// <summary>The names in the rule's host matchers, except negated ones and patterns.</summary>
    public static IEnumerable<string> Hosts(string rule) => Matchers(rule)
        .Where(matcher => matcher is { IsHost: true, Negated: false })
        .SelectMany(matcher => matcher.Values)
        .Where(value => value.Length > 0 && !string.Equals(value, "*", StringComparison.Ordinal));

    /// <summary>The beginnings of paths, and whole paths, that the rule asks for.</summary>
    public static IEnumerable<string> Paths(string rule) => Matchers(rule)
        .Where(matcher => matcher is { IsPath: true, Negated: false })
        .SelectMany(matcher => matcher.Values);

    /// <summary>A rule that Traefik 2 and 3 read alike.</summary>
    public static string Of(string host, string? path) => path is null ? $"Host(`{host}`)" : $"Host(`{host}`) && PathPrefix(`{path}`)";

    /// <summary>The rule without some of its hosts, of which others must stay. Null where a host is not one of several that stand beside each other with <c>||</c>.</summary>
    public static string? Without(string rule, IReadOnlySet<string> hosts)
    {
        while (true)
        {
            var matchers = Matchers(rule);
            var at = matchers.FindIndex(matcher => matcher is { IsHost: true, Negated: false } && matcher.Values.Exists(hosts.Contains));
            if (at < 0)
                return rule;
            var matcher = matchers[at];
            if (matcher.Values.Where(value => !hosts.Contains(value)).ToList() is { Count: > 0 } left)
            {
                rule = $"{rule[..matcher.Start]}{matcher.Name}({string.Join(", ", left.Select(name => $"`{name}`"))}){rule[matcher.End..]}";
                continue;
            }

            if (at + 1 < matchers.Count && rule[matcher.End..matchers[at + 1].Start].Trim() == "||" && StandsFirst(rule[..matcher.Start]))
                rule = rule[..matcher.Start] + rule[matchers[at + 1].Start..];
            else if (at > 0 && rule[matchers[at - 1].End..matcher.Start].Trim() == "||" && StandsLast(rule[matcher.End..]))
                rule = rule[..matchers[at - 1].End] + rule[matcher.End..];
            else
                return null;
        }
    }

    // What is joined by && binds closer than ||, so a matcher can only go where nothing is joined to it that way.
    private static bool StandsFirst(string before) => before.TrimEnd() is var text && (text.Length == 0 || text[^1] == '(' || text.EndsWith("||", StringComparison.Ordinal));

    private static bool StandsLast(string after) => after.TrimStart() is var text && (text.Length == 0 || text[0] == ')' || text.StartsWith("||", StringComparison.Ordinal));

    /// <summary>The rule with other names; null where nothing in it is to change.</summary>
    public static string? Rewrite(string rule, HostSwap swap, bool tcp)
    {
        var matchers = Matchers(rule);
        var changed = new StringBuilder();
        var at = 0;
        var found = false;
        foreach (var matcher in matchers)
        {
            if (New(matcher, swap) is not { } text)
                continue;
            found = true;
            changed.Append(rule, at, matcher.Start - at).Append(text);
            at = matcher.End;
        }

        if (found)
            return Tidy(changed.Append(rule, at, rule.Length - at).ToString());
        // A rule without any host answers for every name; from now on for one.
        var anyHost = matchers.Exists(matcher => matcher.IsHost || matcher.IsPattern);
        return tcp || anyHost || !swap.All ? null : string.IsNullOrWhiteSpace(rule) ? $"Host(`{swap.Host}`)" : $"Host(`{swap.Host}`) && ({rule.Trim()})";
    }

    private static string? New(RuleMatcher matcher, HostSwap swap)
    {
        if (matcher.IsPattern)
            return swap.All && !matcher.Negated ? $"{(matcher.IsTcp ? "HostSNI" : "Host")}(`{swap.Host}`)" : null;
        if (!matcher.IsHost || matcher.Negated || matcher.Values is ["*"])
            return null;
        var names = matcher.Values.Select(swap.New).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return names.SequenceEqual(matcher.Values, StringComparer.Ordinal)
            ? null
            : $"{matcher.Name}({string.Join(", ", names.Select(name => $"`{name}`"))})";
    }

    // Two old names that became the same new one: `Host(x) || Host(x)` says it once.
    private static string Tidy(string rule)
    {
        while (true)
        {
            var matchers = Matchers(rule);
            var twice = Enumerable.Range(1, Math.Max(0, matchers.Count - 1)).FirstOrDefault(i =>
                string.Equals(rule[matchers[i - 1].Start..matchers[i - 1].End], rule[matchers[i].Start..matchers[i].End], StringComparison.Ordinal)
                && !matchers[i].Negated
                && !matchers[i - 1].Negated
                && string.Equals(rule[matchers[i - 1].End..matchers[i].Start].Trim(), "||", StringComparison.Ordinal));
            if (twice == 0)
                return rule;
            rule = rule.Remove(matchers[twice - 1].End, matchers[twice].End - matchers[twice - 1].End);
        }
    }

    private static List<RuleMatcher> Matchers(string rule)
    {
        var matchers = new List<RuleMatcher>();
        // Whether what stands in each open parenthesis is negated.
        var negated = new Stack<bool>([false]);
        var not = false;
        for (var i = 0; i < rule.Length;)
        {
            var c = rule[i];
            if (char.IsAsciiLetter(c))
            {
                var start = i;
                while (i < rule.Length && char.IsAsciiLetterOrDigit(rule[i]))
                    i++;
                var name = rule[start..i];
                if (Values(rule, ref i) is { } values)
                    matchers.Add(new RuleMatcher(name, values, start, i, not ^ negated.Peek()));
                not = false;
                continue;
            }

            if (c == '!')
            {
                not = !not;
            }
            else if (c == '(')
            {
                negated.Push(not ^ negated.Peek());
                not = false;
            }
            else if (c == ')' && negated.Count > 1)
            {
                negated.Pop();
            }

            i++;
        }

        return matchers;
    }

    // The values between the parentheses after a matcher's name; null where none follow.
    private static List<string>? Values(string rule, ref int i)
    {
        var at = i;
        while (at < rule.Length && char.IsWhiteSpace(rule[at]))
            at++;
        if (at >= rule.Length || rule[at] != '(')
            return null;
        var values = new List<string>();
        for (at++; at < rule.Length && rule[at] != ')'; at++)
        {
            if (rule[at] is not ('`' or '"'))
                continue;
            var quote = rule[at];
            var value = new StringBuilder();
            for (at++; at < rule.Length && rule[at] != quote; at++)
            {
                if (quote == '"' && rule[at] == '\\' && at + 1 < rule.Length)
                    at++;
                value.Append(rule[at]);
            }

            values.Add(value.ToString());
        }

        i = Math.Min(at + 1, rule.Length);
        return values;
    }

    private sealed record RuleMatcher(string Name, List<string> Values, int Start, int End, bool Negated)
    {
        // HostHeader is version 2's other word for Host.
        public bool IsHost => Is("Host") || Is("HostHeader") || Is("HostSNI");

        public bool IsPattern => Is("HostRegexp") || Is("HostSNIRegexp");

        // Version 1's other words for it are gone from both.
        public bool IsPath => Is("PathPrefix") || Is("Path") || Is("PathRegexp");

        public bool IsTcp => Name.StartsWith("HostSNI", StringComparison.OrdinalIgnoreCase);

        private bool Is(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);
    }
}
