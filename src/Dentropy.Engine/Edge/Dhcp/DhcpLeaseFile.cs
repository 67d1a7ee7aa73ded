using System.Globalization;
using Dentropy.Edge;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Edge.Dhcp;

/// <summary>A lease, or what is wrong with a line.</summary>
/// <param name="Line">Number of the line.</param>
/// <param name="Lease">The lease.</param>
/// <param name="Problem">What is wrong, as the end of a sentence; null where there is a lease.</param>
internal sealed record DhcpLeaseLine(int Line, DcDhcpLease? Lease, string? Problem);

/// <summary>
/// dnsmasq's file of leases (dnsmasq 2.90, lease.c, lease_update_file): a line each of end (seconds since 1970, 0 for never), MAC address, address, name and client
/// id, where <c>*</c> stands for none. Behind <c>duid</c> and the server's own follow those of IPv6, with the identity association's number for the MAC address
/// and the client's DUID for its id. A MAC address that is not of Ethernet has its type before it, as in <c>20-</c>.
/// </summary>
internal static class DhcpLeaseFile
{
    private const string Duid = "duid ";

    public static IEnumerable<DhcpLeaseLine> Read(string text, string node, string? cloud)
    {
        var lines = text.Split('\n');
        for (var at = 0; at < lines.Length; at++)
        {
            var line = lines[at].TrimEnd('\r');
            if (line.Length == 0 || line.StartsWith(Duid, StringComparison.Ordinal))
                continue;
            // Every whole line ends with a line feed, so the last part of the text is empty, or cut.
            if (at == lines.Length - 1)
                yield return new DhcpLeaseLine(at + 1, null, "is cut off, so that lease is not told");
            else if (Lease(line, node, cloud) is { } lease)
                yield return new DhcpLeaseLine(at + 1, lease, null);
            else
                yield return new DhcpLeaseLine(at + 1, null, "is no lease as dnsmasq writes them, so it was passed over");
        }
    }

    private static DcDhcpLease? Lease(string line, string node, string? cloud)
    {
        var words = line.Split(' ');
        if (words.Length != 5 || !long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ends) || ends > 253_402_300_799 || NetworkAddress.Read(words[2].Trim('[', ']')) is not { } address)
            return null;
        return new DcDhcpLease
        {
            Address = address.ToString(),
            Hostname = Said(words[3]),
            MacAddress = NetworkAddress.Is6(address) ? null : MacAddress.Read(words[1]) ?? words[1],
            ClientId = Said(words[4]),
            Expires = ends == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(ends),
            Node = node,
            Cloud = cloud,
        };
    }

    private static string? Said(string word) => word is "*" ? null : word;
}
