using System.Net;
using System.Text;
using Dentropy.Engine.Dns.Records;
using Dentropy.Engine.Dnsmasq;

namespace Dentropy.Engine.Dns.Dnsmasq;

/// <summary>Lines of dnsmasq's configuration and of a hosts file (dnsmasq(8), 2.90), and what they say.</summary>
internal static class DnsmasqSyntax
{
    public const string HostsKey = "addn-hosts";

    // dnsmasq reads lines into a buffer of 1,025 bytes, and what is longer becomes two lines (config.h, MAXDNAME).
    private const int LongestLine = 1000;

    public static IReadOnlySet<string> Types { get; } = new HashSet<string>(StringComparer.Ordinal) { "A", "AAAA", "CNAME", "MX", "TXT", "SRV", "PTR", "CAA" };

    /// <summary>Whether a record belongs into the hosts file, which dnsmasq reads anew without a restart. Wildcards cannot be there.</summary>
    public static bool IsHost(DnsmasqEntry entry) => entry.Type is "A" or "AAAA" && !entry.Name.StartsWith('*');

    /// <summary>What cannot be written, as the end of a sentence; null where nothing is in the way.</summary>
    public static string? Problem(DnsmasqEntry entry)
    {
        if (entry.Value.Any(char.IsControl))
            return "dnsmasq's files cannot hold control characters";
        if (entry is { Type: "MX" or "SRV" } && entry.Value.EndsWith(" .", StringComparison.Ordinal))
            return "dnsmasq has no way to write the empty name";
        if (entry.Name.StartsWith('*') && entry.Type is not ("A" or "AAAA"))
            return $"dnsmasq knows * only for addresses, and this is of type {entry.Type}";
        return Encoding.UTF8.GetByteCount(Line(entry)) > LongestLine ? $"a line of dnsmasq's configuration has at most {LongestLine} bytes" : null;
    }

    /// <summary>The line of one record.</summary>
    public static string Line(DnsmasqEntry entry)
    {
        var (name, type, value) = entry;
        var words = value.Split(' ');
        return type switch
        {
            _ when IsHost(entry) => $"{value} {name}",
            "A" or "AAAA" => $"address=/{name}/{value}",
            "CNAME" => $"cname={name},{value}",
            "MX" => $"mx-host={name},{words[1]},{words[0]}",
            "SRV" => $"srv-host={name},{words[3]},{words[2]},{words[0]},{words[1]}",
            "PTR" => $"ptr-record={name},{value}",
            "TXT" => $"txt-record={name},{DnsmasqWords.Quote(value)}",
            _ => $"caa-record={name},{words[0]},{words[1]},{DnsmasqWords.Quote(value[(words[0].Length + words[1].Length + 3)..^1])}",
        };
    }

    /// <summary>Reads a line of the configuration.</summary>
    public static DnsmasqLine ReadConfiguration(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0 || text.TrimStart().StartsWith('#') || DnsmasqWords.Split(text[(equals + 1)..])?.ToArray() is not { } words)
            return new DnsmasqLine(text, []);
        return new DnsmasqLine(text, Understood(() => (text[..equals].Trim(), words) switch
        {
            ("host-record", _) => Hosts(words.Where(word => !IsNumber(word))),
            ("address", [var word]) when word.Split('/') is ["", ['*', '.', ..] name, var address] => [Entry(name, DnsValues.TypeOf(address) ?? "", address)],
            ("cname", [.. var names, var target, var last]) when IsNumber(last) => Aliases(names, target),
            ("cname", [.. var names, var target]) => Aliases(names, target),
            ("mx-host", [var name, var target]) => [Entry(name, "MX", $"1 {target}")],
            ("mx-host", [var name, var target, var preference]) => [Entry(name, "MX", $"{preference} {target}")],
            ("srv-host", [var name, var target, var port, ..]) when words.Length <= 5 => [Entry(name, "SRV", $"{words.ElementAtOrDefault(3) ?? "0"} {words.ElementAtOrDefault(4) ?? "0"} {port} {target}")],
            ("ptr-record", [var name, var target]) => [Entry(name, "PTR", target)],
            ("txt-record", [var name, .. { Length: > 0 } texts]) => [Entry(name, "TXT", string.Concat(texts))],
            ("caa-record", [var name, var flags, var tag, var value]) => [Entry(name, "CAA", $"{flags} {tag} \"{value}\"")],
            _ => [],
        }));
    }

    /// <summary>Reads a line of the hosts file.</summary>
    public static DnsmasqLine ReadHosts(string text)
    {
        var words = text.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return new DnsmasqLine(text, words.Length < 2 ? [] : Understood(() => Hosts(words)));
    }

    private static IReadOnlyList<DnsmasqEntry> Hosts(IEnumerable<string> words)
    {
        var all = words.ToLookup(word => IPAddress.TryParse(word, out _));
        return [.. from address in all[true] from name in all[false] select Entry(name, DnsValues.TypeOf(address) ?? "", address)];
    }

    private static IReadOnlyList<DnsmasqEntry> Aliases(IEnumerable<string> names, string target) => [.. names.Select(name => Entry(name, "CNAME", target))];

    private static DnsmasqEntry Entry(string name, string type, string value) => new(DnsNames.Parse(name), type, DnsValues.Parse(type, value));

    private static bool IsNumber(string word) => word.Length > 0 && word.All(char.IsAsciiDigit);

    // What dnsmasq takes and we would not is left alone.
    private static IReadOnlyList<DnsmasqEntry> Understood(Func<IReadOnlyList<DnsmasqEntry>> read)
    {
        try
        {
            return read() is var entries && entries.All(entry => Types.Contains(entry.Type)) ? entries : [];
        }
        catch (DentropyException)
        {
            return [];
        }
    }
}
