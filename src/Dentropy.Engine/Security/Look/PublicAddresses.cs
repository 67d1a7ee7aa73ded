using System.Net;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Engine.Security.Look;

/// <summary>Addresses of a node that the internet reaches: those of its interfaces, and the inventory's.</summary>
internal static class PublicAddresses
{
    // RFC 6890 and the registries of special-purpose addresses: private, shared, loopback, link-local, for documentation and benchmarks, multicast, reserved.
    private static readonly IPNetwork[] s_four =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork s_global6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork s_documentation6 = IPNetwork.Parse("2001:db8::/32");

    public static IReadOnlyList<IPAddress> Of(DcNode node, NodeLook look)
    {
        // ip-address(8), -o: "2: eth0    inet 10.0.0.5/24 brd ..."; ifconfig's lines have the same words.
        var found = look.Words("address").SelectMany(words => words.Zip(words.Skip(1))).Where(pair => pair.First is "inet" or "inet6").Select(pair => pair.Second.Split('/')[0]);
        return [.. found.Append(node.Address ?? "").Select(text => IPAddress.TryParse(text, out var address) ? address : null).OfType<IPAddress>().Where(IsPublic).Distinct()];
    }

    public static bool IsPublic(IPAddress address) =>
        NetworkAddress.Is6(address) ? s_global6.Contains(address) && !s_documentation6.Contains(address) : !s_four.Any(network => network.Contains(address));
}
