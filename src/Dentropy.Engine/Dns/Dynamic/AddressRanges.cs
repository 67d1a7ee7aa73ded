using System.Net;

namespace Dentropy.Engine.Dns.Dynamic;

/// <summary>
/// Addresses that are nobody's public one: what IANA's special-purpose registries (RFC 6890, RFC 9637) have as not globally reachable. In IPv6
/// whatever lies outside 2000::/3 is refused too, since nothing else is given out (RFC 4291, 2.4).
/// </summary>
/// <param name="accepted">Ranges that are taken all the same, because cloud.yaml says so.</param>
internal sealed class AddressRanges(IReadOnlyList<IPNetwork> accepted)
{
    private static readonly (IPNetwork Range, string What)[] s_refused =
    [
        .. Of("is private (RFC 1918)", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
        .. Of("is shared behind the provider's own NAT (RFC 6598), so that nobody outside can reach it", "100.64.0.0/10"),
        .. Of("is a loopback address", "127.0.0.0/8", "::1/128"),
        .. Of("is good on one link only", "169.254.0.0/16", "fe80::/10"),
        .. Of("is for documentation", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"),
        .. Of("is for measurements between routers", "198.18.0.0/15", "2001:2::/48"),
        .. Of("is a multicast address", "224.0.0.0/4", "ff00::/8"),
        .. Of("is private (RFC 4193)", "fc00::/7"),
        .. Of("is reserved", "0.0.0.0/8", "192.0.0.0/24", "192.88.99.0/24", "240.0.0.0/4", "2001::/23"),
    ];

    private static readonly IPNetwork s_global = IPNetwork.Parse("2000::/3");

    /// <summary>Why an address cannot be a public one, as the end of a sentence; null where it can.</summary>
    public string? Refusal(IPAddress address)
    {
        if (accepted.Any(range => range.Contains(address)))
            return null;
        foreach (var (range, what) in s_refused)
        {
            if (range.Contains(address))
                return what;
        }

        return Addresses.FamilyOf(address) == Dentropy.Dns.DcAddressFamily.IPv6 && !s_global.Contains(address) ? "is reserved" : null;
    }

    private static IEnumerable<(IPNetwork Range, string What)> Of(string what, params string[] ranges) => ranges.Select(range => (IPNetwork.Parse(range), what));
}
