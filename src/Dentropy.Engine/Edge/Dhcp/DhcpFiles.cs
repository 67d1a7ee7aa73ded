using System.Globalization;
using System.Net;
using System.Text;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Edge.Dhcp;

/// <summary>A line of a file that is not ours, or one of our entries.</summary>
/// <param name="Text">The line that is not ours; null for an entry.</param>
/// <param name="Entry">The entry; null for a line that is not ours.</param>
internal sealed record DhcpPiece(string? Text, DhcpEntry? Entry);

/// <summary>
/// The two files of a node: its ranges, which dnsmasq reads when it starts, and its reservations, which it reads anew on SIGHUP. Lines that are not ours
/// stay where they are.
/// </summary>
internal sealed record DhcpFiles(IReadOnlyList<DhcpPiece> Configuration, IReadOnlyList<DhcpPiece> Hosts)
{
    private const string Heading = "# Written by Dentropy, which keeps lines of yours outside of its blocks.";
    private const string HostsKey = "dhcp-hostsfile=";
    private const string Authoritative = "dhcp-authoritative";
    private const string RouterAdvertisements = "enable-ra";
    private const string MostKey = "dhcp-lease-max=";

    // dnsmasq gives out no more than that unless it is told to.
    private const int UsualMost = 1000;
    private const int Most = 1_000_000;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public IEnumerable<DhcpEntry> Entries => Configuration.Concat(Hosts).Select(piece => piece.Entry).OfType<DhcpEntry>();

    public IEnumerable<DhcpEntry> Ranges => Entries.Where(entry => entry.IsRange);

    public IEnumerable<DhcpEntry> Reservations => Entries.Where(entry => !entry.IsRange);

    /// <param name="configuration">The file with the ranges.</param>
    /// <param name="hosts">The file with the reservations.</param>
    /// <param name="node">The node's name.</param>
    /// <param name="wrong">Makes an error of the number of a line of the configuration that cannot be understood.</param>
    public static DhcpFiles Read(byte[] configuration, byte[] hosts, string node, Func<int, DentropyException> wrong)
    {
        var pieces = new List<DhcpPiece>();
        var lines = Lines(configuration);
        for (var at = 0; at < lines.Length; at++)
        {
            if (!DhcpSyntax.Begins(lines[at]))
            {
                if (!IsHead(lines[at]))
                    pieces.Add(new DhcpPiece(lines[at], null));
                continue;
            }

            var end = Array.FindIndex(lines, at, DhcpSyntax.Ends);
            if (end < 0 || DhcpSyntax.ReadRange(lines[at..(end + 1)], node) is not { } range)
                throw wrong(at + 1);
            pieces.Add(new DhcpPiece(null, range));
            at = end;
        }

        return new DhcpFiles(pieces, [.. Lines(hosts).Where(line => line != Heading).Select(line => DhcpSyntax.ReadReservation(line, node) is { } entry ? new DhcpPiece(null, entry) : new DhcpPiece(line, null))]);
    }

    /// <summary>The entry of that name and kind; null where there is none.</summary>
    public DhcpEntry? Find(bool isRange, string name) => Entries.FirstOrDefault(entry => entry.IsRange == isRange && string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The files with one entry in place of another: one that is not there yet comes last, and null takes one away.</summary>
    public DhcpFiles With(bool isRange, string name, DhcpEntry? entry)
    {
        var pieces = (isRange ? Configuration : Hosts).ToList();
        var at = pieces.FindIndex(piece => piece.Entry is { } found && found.IsRange == isRange && string.Equals(found.Name, name, StringComparison.OrdinalIgnoreCase));
        if (at >= 0)
            pieces.RemoveAt(at);
        if (entry is not null)
            pieces.Insert(at < 0 ? pieces.Count : at, new DhcpPiece(null, entry));
        return isRange ? this with { Configuration = pieces } : this with { Hosts = pieces };
    }

    /// <summary>The configuration's bytes; null where nothing is left to say.</summary>
    public byte[]? ConfigurationBytes(string hosts)
    {
        if (Configuration.Count == 0 && Hosts.Count == 0)
            return null;
        List<string> head = [Heading, HostsKey + hosts];
        var ranges = Ranges.Select(entry => entry.Range!).ToList();
        // A node that shares a range must stay silent about addresses that it has not given: another one may have.
        if (ranges.Count > 0 && ranges.TrueForAll(range => range.Parts == 1))
            head.Add(Authoritative);
        if (ranges.Exists(range => NetworkAddress.Is6(IPNetwork.Parse(range.Network).BaseAddress)))
            head.Add(RouterAdvertisements);
        var count = ranges.Aggregate(UInt128.Zero, (sum, range) => sum + NetworkAddress.Number(IPAddress.Parse(range.ServedTo)) - NetworkAddress.Number(IPAddress.Parse(range.ServedFrom)) + 1) + (UInt128)Reservations.Count();
        if (count > UsualMost)
            head.Add(MostKey + UInt128.Min(count, Most).ToString(CultureInfo.InvariantCulture));
        return Bytes([.. head, .. Configuration.SelectMany(LinesOf)]);
    }

    /// <summary>The bytes of the reservations; null where nothing is left to say.</summary>
    public byte[]? HostsBytes() => Configuration.Count == 0 && Hosts.Count == 0 ? null : Bytes([Heading, .. Hosts.SelectMany(LinesOf)]);

    private static bool IsHead(string line) =>
        line is Heading or Authoritative or RouterAdvertisements || line.StartsWith(HostsKey, StringComparison.Ordinal) || line.StartsWith(MostKey, StringComparison.Ordinal);

    private static IEnumerable<string> LinesOf(DhcpPiece piece) => piece.Entry?.Lines ?? [piece.Text!];

    private static string[] Lines(byte[] content) => content.Length == 0 ? [] : s_utf8.GetString(content).TrimEnd('\n').Split('\n');

    private static byte[] Bytes(IEnumerable<string> lines) => s_utf8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
}
