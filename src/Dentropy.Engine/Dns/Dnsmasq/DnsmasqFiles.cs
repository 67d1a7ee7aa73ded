using System.Text;
using Dentropy.Dns;

namespace Dentropy.Engine.Dns.Dnsmasq;

/// <summary>
/// The two files of a place: lines of the configuration, which dnsmasq reads when it starts, and a hosts file with the addresses, which it reads anew
/// on SIGHUP. What they say and we do not understand stays where it is.
/// </summary>
internal sealed record DnsmasqFiles(IReadOnlyList<DnsmasqLine> Configuration, IReadOnlyList<DnsmasqLine> Hosts)
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public IEnumerable<DnsmasqEntry> Entries => Configuration.Concat(Hosts).SelectMany(line => line.Entries).Distinct();

    public static DnsmasqFiles Read(byte[] configuration, byte[] hosts) => new(
        [.. Lines(configuration).Select(DnsmasqSyntax.ReadConfiguration)],
        [.. Lines(hosts).Select(DnsmasqSyntax.ReadHosts)]);

    /// <summary>The files after a change.</summary>
    public DnsmasqFiles With(DcDnsChange change)
    {
        var after = change.After.Select(record => new DnsmasqEntry(record.Name, record.Type, record.Value)).ToList();
        // A line that says other things too says them on lines of their own afterwards, in the file where they belong.
        var (configuration, left) = Without(Configuration, change);
        var (hosts, more) = Without(Hosts, change);
        var add = after.Concat(left).Concat(more).Distinct().Select(entry => new DnsmasqLine(DnsmasqSyntax.Line(entry), [entry])).ToLookup(line => DnsmasqSyntax.IsHost(line.Entries[0]));
        return new DnsmasqFiles([.. configuration, .. add[false]], [.. hosts, .. add[true]]);
    }

    /// <summary>The configuration's bytes. It begins with where the hosts file is.</summary>
    public byte[] ConfigurationBytes(string hosts)
    {
        var said = $"{DnsmasqSyntax.HostsKey}={hosts}";
        var lines = Configuration.Select(line => line.Text).ToList();
        if (!lines.Contains(said, StringComparer.Ordinal))
            lines.Insert(0, said);
        return Bytes(lines);
    }

    public byte[] HostsBytes() => Bytes(Hosts.Select(line => line.Text));

    private static (IReadOnlyList<DnsmasqLine> Kept, IReadOnlyList<DnsmasqEntry> Left) Without(IReadOnlyList<DnsmasqLine> lines, DcDnsChange change)
    {
        var touched = lines.Where(line => line.Entries.Any(Of)).ToHashSet();
        return touched.Count == 0 ? (lines, []) : ([.. lines.Where(line => !touched.Contains(line))], [.. touched.SelectMany(line => line.Entries).Where(entry => !Of(entry))]);

        bool Of(DnsmasqEntry entry) => entry.Name == change.Name && entry.Type == change.Type;
    }

    private static string[] Lines(byte[] content) => content.Length == 0 ? [] : s_utf8.GetString(content).TrimEnd('\n').Split('\n');

    private static byte[] Bytes(IEnumerable<string> lines) => s_utf8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
}
