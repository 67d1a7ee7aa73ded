using Dentropy.Dns;
using Dentropy.Edge;

namespace Dentropy.Engine.Edge.Firewall;

/// <summary>A rule as lines of the packet filter: for both families, each combination of its lists, and what goes with a limit or a log.</summary>
internal static class RuleWriter
{
    private const int LongestPrefix = 29;

    /// <summary>Most lines that one rule may become.</summary>
    private const int MostLines = 4096;

    public static IReadOnlyList<RuleLine> Write(DcFirewallRule rule)
    {
        var lines = new List<RuleLine>();
        foreach (var version in new[] { 4, 6 }.Where(version => Versions(rule).Contains(version)))
        {
            if (rule.Raw is not null)
            {
                lines.Add(new(version, rule.Table!, $"DENTROPY-{rule.Chain}", $"{FirewallTag.Of(rule.Name)} {rule.Raw}"));
                continue;
            }

            Add(lines, rule, version, "DENTROPY-" + rule.Direction.ToString().ToUpperInvariant(), docker: false);
            if (rule.Direction == DcFirewallDirection.Input && rule.Protocol is not ["icmp"])
                Add(lines, rule, version, FirewallChains.Docker, docker: true);
        }

        return lines.Count <= MostLines ? lines : throw FirewallErrors.TooLarge(rule.Name, lines.Count, MostLines);
    }

    /// <summary>The families that a rule is for.</summary>
    public static IReadOnlyList<int> Versions(DcFirewallRule rule) => rule.Family switch
    {
        DcAddressFamily.IPv4 => [4],
        DcAddressFamily.IPv6 => [6],
        _ => [.. new[] { 4, 6 }.Where(version => (rule.Only || Fits(rule.Source, version)) && Fits(rule.Destination, version))],
    };

    private static bool Fits(IReadOnlyList<string> ranges, int version) => ranges.Count == 0 || ranges.Any(range => AddressRange.Version(range) == version);

    private static void Add(List<RuleLine> lines, DcFirewallRule rule, int version, string chain, bool docker)
    {
        var sources = rule.Source.Where(range => AddressRange.Version(range) == version).Select(range => $"-s {range}").ToList();
        if (rule.Source.Count == 0)
            sources.Add("");
        var limit = rule.RateLimit is null ? null : RateLimit.Parse(rule.RateLimit).Match(rule.Name, version);
        foreach (var match in Matches(rule, version, docker))
        {
            foreach (var source in sources)
            {
                // Of TCP only what begins a connection counts against the limit, or a long transfer would meet it.
                if (limit is not null)
                    Line(FirewallTag.Limit, $"{source} {match} {(IsTcp(match) ? "-m conntrack --ctstate NEW " : "")}{limit}", "-j DROP");
                if (rule.Log)
                    Line(FirewallTag.Log, $"{source} {match} -m limit --limit 10/sec --limit-burst 20", $"-j LOG --log-prefix \"{Prefix(rule.Name)}\"");
                Line("", $"{source} {match}", Target(rule.Action, match, docker));
            }

            if (rule.Only)
                Line(FirewallTag.Only, match, "-j DROP");
        }

        void Line(string part, string match, string target) => lines.Add(new(version, "filter", chain, string.Join(' ', $"{match} {FirewallTag.Of(rule.Name, part)} {target}".Split(' ', StringSplitOptions.RemoveEmptyEntries))));
    }

    private static IEnumerable<string> Matches(DcFirewallRule rule, int version, bool docker)
    {
        var start = rule.Interface is null ? "" : $" -i {rule.Interface}";
        if (rule.OutInterface is not null)
            start += $" -o {rule.OutInterface}";
        var end = rule.State.Count == 0 ? "" : $" -m conntrack --ctstate {string.Join(',', rule.State.Select(state => state.ToString().ToUpperInvariant()))}";
        // What Docker passes on has another address and port by then; connection tracking still knows those that were asked for.
        var published = docker ? " -m conntrack --ctstate DNAT --ctdir ORIGINAL" : "";
        foreach (var protocol in rule.Protocol.DefaultIfEmpty(null).Where(one => !docker || one != "icmp"))
        {
            var p = protocol is null ? "" : $"-p {(protocol == "icmp" && version == 6 ? "ipv6-icmp" : protocol)}";
            foreach (var destination in Destinations(rule, version, docker))
            {
                if (docker)
                {
                    foreach (var port in rule.Port.Select(port => $" --ctorigdstport {PortRange.Colon(port)}").DefaultIfEmpty(""))
                        yield return $"{p}{start}{published}{destination}{port}{end}";
                }
                else
                {
                    foreach (var ports in PortRange.Matches(rule.Port).DefaultIfEmpty(""))
                        yield return $"{p}{start}{destination} {ports}{end}";
                }
            }
        }
    }

    private static IEnumerable<string> Destinations(DcFirewallRule rule, int version, bool docker) => rule.Destination.Count == 0
        ? [""]
        : rule.Destination.Where(range => AddressRange.Version(range) == version).Select(range => $" {(docker ? "--ctorigdst" : "-d")} {range}");

    // What passes here still has to pass what Docker and others say of it.
    private static string Target(DcFirewallAction action, string match, bool docker) => action switch
    {
        DcFirewallAction.Accept => docker ? "-j RETURN" : "-j ACCEPT",
        DcFirewallAction.Reject => IsTcp(match) ? "-j REJECT --reject-with tcp-reset" : "-j REJECT",
        _ => "-j DROP",
    };

    private static bool IsTcp(string match) => match.StartsWith("-p tcp", StringComparison.Ordinal);

    private static string Prefix(string name)
    {
        var text = $"dentropy {name}";
        return (text.Length > LongestPrefix - 2 ? text[..(LongestPrefix - 2)] : text) + ": ";
    }
}
