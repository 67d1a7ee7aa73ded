using System.Net;
using Dentropy.Dns;
using Dentropy.Edge;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Edge.Firewall;

/// <summary>Rules in the words of iptables. What they may say is for iptables to judge; that they stay a rule of our own chain is judged here.</summary>
internal static class RawRule
{
    private static readonly HashSet<string> s_commands = new(StringComparer.Ordinal)
    {
        "-A", "-C", "-D", "-I", "-R", "-L", "-S", "-F", "-Z", "-N", "-X", "-P", "-E", "-t", "-c", "-w", "-W", "-4", "-6", "-h", "-V", "-M",
        "--append", "--check", "--delete", "--insert", "--replace", "--list", "--list-rules", "--flush", "--zero", "--new-chain", "--new", "--delete-chain", "--policy",
        "--rename-chain", "--rename", "--table", "--set-counters", "--wait", "--wait-interval", "--ipv4", "--ipv6", "--help", "--version", "--modprobe",
    };

    public static DcFirewallRule Checked(DcFirewallRule rule)
    {
        if (rule.Protocol.Count + rule.Port.Count + rule.Source.Count + rule.Destination.Count + rule.State.Count > 0 || rule.Interface is not null || rule.OutInterface is not null || rule.RateLimit is not null || rule.Only || rule.Log || rule.Action != default)
            throw FirewallErrors.InvalidRaw(rule.Name, "it says itself what it matches and what becomes of it; give either its words, or protocol, ports and the others");
        var raw = rule.Raw!.Trim();
        if (raw.Length == 0 || raw.Any(char.IsControl))
            throw FirewallErrors.InvalidRaw(rule.Name, "it has to be one line");
        var words = Words(raw) ?? throw FirewallErrors.InvalidRaw(rule.Name, "a quotation mark in it is not closed");
        if (words.FirstOrDefault(s_commands.Contains) is { } command)
            throw FirewallErrors.InvalidRaw(rule.Name, $"'{command}' is no part of a rule; its table and chain are parameters of their own");
        if (words.Exists(word => word.StartsWith("dentropy:", StringComparison.Ordinal) || word.StartsWith("dentropy/", StringComparison.Ordinal)))
            throw FirewallErrors.InvalidRaw(rule.Name, "comments that begin with 'dentropy:' are Dentropy's own");
        var table = rule.Table ?? "filter";
        var chain = (rule.Chain ?? rule.Direction.ToString()).ToUpperInvariant();
        if (!FirewallChains.Hooks.TryGetValue(table, out var chains))
            throw FirewallErrors.InvalidRaw(rule.Name, $"there is no table {Shown.Text(table)}; there are {string.Join(", ", FirewallChains.Hooks.Keys)}");
        if (!chains.Contains(chain))
            throw FirewallErrors.InvalidRaw(rule.Name, $"the table {table} has no chain {Shown.Text(chain)}; it has {string.Join(", ", chains)}");
        return rule with { Raw = raw, Table = table, Chain = chain, Family = rule.Family ?? Family(words) };
    }

    // An address in it says for which family it is.
    private static DcAddressFamily? Family(List<string> words)
    {
        foreach (var word in words)
        {
            if (AddressRange.Read(word) is { } range)
                return AddressRange.Version(range) == 4 ? DcAddressFamily.IPv4 : DcAddressFamily.IPv6;
            if (word.Contains('.', StringComparison.Ordinal) && IPEndPoint.TryParse(word, out var end))
                return end.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? DcAddressFamily.IPv4 : DcAddressFamily.IPv6;
            if (word.StartsWith('[') && IPEndPoint.TryParse(word, out _) || word is "icmpv6" or "ipv6-icmp")
                return DcAddressFamily.IPv6;
        }

        return null;
    }

    private static List<string>? Words(string text)
    {
        var (words, word, quote) = (new List<string>(), new System.Text.StringBuilder(), '\0');
        foreach (var c in text + " ")
        {
            if (quote != '\0' && c == quote)
                quote = '\0';
            else if (quote == '\0' && c is '"' or '\'')
                quote = c;
            else if (quote == '\0' && c == ' ' && word.Length > 0)
                words.Add(Take());
            else if (quote != '\0' || c != ' ')
                word.Append(c);
        }

        return quote == '\0' ? words : null;

        string Take()
        {
            var taken = word.ToString();
            word.Clear();
            return taken;
        }
    }
}
