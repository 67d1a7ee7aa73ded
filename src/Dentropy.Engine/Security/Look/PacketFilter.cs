using System.Globalization;
using System.Text;

namespace Dentropy.Engine.Security.Look;

/// <summary>
/// Follows a new connection through the rules of one family as iptables-save(8) prints them. Where a rule asks for more than protocol, port and state, some packets match it and others
/// do not: what such a rule lets in is open to some, and what it drops is passed over. So a port is never told to be shut while it is open.
/// </summary>
internal sealed class PacketFilter
{
    private const int Deepest = 16;

    // What stands in the comment of a port forward that Dentropy made, before its name.
    private const string Tag = "dentropy/forward:";

    private readonly Dictionary<string, string> _policies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string[]>> _chains = new(StringComparer.Ordinal);

    /// <param name="lines">What iptables-save printed; nothing where there is no packet filter.</param>
    public PacketFilter(IEnumerable<string> lines)
    {
        var table = "";
        foreach (var line in lines)
        {
            if (line.StartsWith('*'))
                table = line[1..];
            else if (line.StartsWith(':') && line[1..].Split(' ') is [var chain, var policy, ..])
                _policies[table + " " + chain] = policy;
            else if (line.StartsWith("-A ", StringComparison.Ordinal) && Words(line) is [_, var name, ..] words)
                (_chains.TryGetValue(table + " " + name, out var rules) ? rules : _chains[table + " " + name] = []).Add([.. words.Skip(2)]);
        }
    }

    /// <summary>What becomes of a connection to a port of the node itself.</summary>
    /// <param name="protocol"><c>tcp</c> or <c>udp</c>.</param>
    /// <param name="port">The port.</param>
    public FilterVerdict Input(string protocol, int port)
    {
        var (end, some) = Follow("filter INPUT", protocol, port, 0);
        var accepted = end ?? _policies.GetValueOrDefault("filter INPUT", "ACCEPT") == "ACCEPT";
        return accepted ? FilterVerdict.Open : some ? FilterVerdict.Some : FilterVerdict.Closed;
    }

    /// <summary>Rules that send connections on to another address (iptables-extensions(8), DNAT), but for those that Docker makes for its containers.</summary>
    public IReadOnlyList<ForwardedPort> Forwards()
    {
        var found = new List<ForwardedPort>();
        foreach (var (chain, rules) in _chains.Where(pair => pair.Key.StartsWith("nat ", StringComparison.Ordinal) && pair.Key != "nat DOCKER"))
        {
            foreach (var rule in rules)
            {
                if (After(rule, "-j") == "DNAT" && After(rule, "--to-destination") is { } target)
                    found.Add(new ForwardedPort(After(rule, "-p") ?? "", After(rule, "--dport") ?? After(rule, "--dports") ?? "", target, Name(rule)));
            }
        }

        return [.. found.Distinct()];
    }

    // True where it is let in, false where it is not, null where the chain comes to its end; and whether some are let in on the way.
    private (bool? End, bool Some) Follow(string chain, string protocol, int port, int depth)
    {
        var some = false;
        foreach (var rule in _chains.GetValueOrDefault(chain) ?? [])
        {
            if (depth > Deepest || Matches(rule, protocol, port) is not { } certain || (After(rule, "-j") ?? After(rule, "-g")) is not { } target)
                continue;
            bool? end = null;
            if (target is "ACCEPT")
                end = true;
            else if (target is "DROP" or "REJECT")
                end = false;
            else if (target is "RETURN")
            {
                if (certain)
                    return (null, some);
                // Those that return may be let in by what comes behind the chain.
                some = true;
                continue;
            }
            else if (_chains.ContainsKey("filter " + target))
            {
                (end, var within) = Follow("filter " + target, protocol, port, depth + 1);
                some |= within;
            }

            if (end is null)
                continue;
            if (certain)
                return (end, some);
            some |= end.Value;
        }

        return (null, some);
    }

    // Null where no new connection to the port from elsewhere matches, true where every one does, false where it depends.
    private static bool? Matches(string[] rule, string protocol, int port)
    {
        var certain = true;
        for (var i = 0; i < rule.Length; i++)
        {
            var not = rule[i] == "!";
            if (not)
                i++;
            var value = i + 1 < rule.Length ? rule[i + 1] : "";
            bool? holds = rule[i] switch
            {
                "-p" => value is "all" || value == protocol,
                "--dport" => In(value, port),
                "--dports" => value.Split(',').Any(range => In(range, port)),
                "--ctstate" or "--state" => value.Split(',').Contains("NEW", StringComparer.Ordinal),
                "-i" when value == "lo" => false,
                "--tcp-flags" or "--syn" => true,
                "-m" or "--comment" or "-j" or "-g" or "--reject-with" or "--sport" => true,
                _ when rule[i].StartsWith('-') => null,
                _ => true,
            };
            // The comment and the target may hold any word.
            if (rule[i] is "-j" or "-g")
                break;
            if (rule[i] is "--comment" or "-m")
                i++;
            if (rule[i] == "--sport")
                holds = null;
            if (holds is null)
                certain = false;
            else if (holds == not)
                return null;
        }

        return certain;
    }

    private static bool In(string range, int port)
    {
        var ends = range.Split(':');
        return int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from) && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var to) && from <= port && port <= to;
    }

    private static string? After(string[] rule, string word) => Array.IndexOf(rule, word) is var at && at >= 0 && at + 1 < rule.Length ? rule[at + 1] : null;

    private static string? Name(string[] rule) => After(rule, "--comment") is { } comment && comment.StartsWith(Tag, StringComparison.Ordinal) ? comment[Tag.Length..] : null;

    // A comment stands in quotes, with a backslash before a quote or a backslash within it (iptables, xtables_save_string).
    private static List<string> Words(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quoted, any) = (false, false);
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '\\' && quoted && i + 1 < line.Length)
                word.Append(line[++i]);
            else if (c == '"')
                (quoted, any) = (!quoted, true);
            else if (c != ' ' || quoted)
                word.Append(c);
            else if (word.Length > 0 || any)
                Take();
        }

        if (word.Length > 0 || any)
            Take();
        return words;

        void Take()
        {
            words.Add(word.ToString());
            word.Clear();
            any = false;
        }
    }
}
