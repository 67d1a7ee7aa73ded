using System.Net;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;

namespace Dentropy.Engine.Edge.Gateway;

/// <summary>A gateway as lines of the packet filter: what inside begins may go out and is answered, everything else between the two is dropped.</summary>
internal static class GatewayWriter
{
    public const string Tag = "dentropy/gateway";
    public const string In = Tag + "/in";
    public const string Out = Tag + "/out";
    public const string Refused = Tag + "/refused";
    private const string Nat = Tag + "/nat";

    private static readonly IPNetwork s_local = IPNetwork.Parse("fc00::/7");

    public static IEnumerable<RuleLine> Write(DcGateway gateway)
    {
        foreach (var version in new[] { 4, 6 })
        {
            var networks = gateway.Network.Where(range => AddressRange.Version(range) == version).ToList();
            if (networks.Count == 0)
                continue;
            foreach (var inside in gateway.Inside)
            {
                yield return Forward($"-i {gateway.Outside} -o {inside} -m conntrack --ctstate RELATED,ESTABLISHED", In, "ACCEPT");
                foreach (var network in networks)
                    yield return Forward($"-s {network} -i {inside} -o {gateway.Outside}", Out, "ACCEPT");
                yield return Forward($"-i {inside} -o {gateway.Outside}", Refused, "DROP");
                yield return Forward($"-i {gateway.Outside} -o {inside}", Refused, "DROP");
            }

            foreach (var network in networks.Where(network => gateway.Masquerade && NeedsAddress(network)))
                yield return new(version, "nat", "DENTROPY-POSTROUTING", $"-s {network} -o {gateway.Outside} {FirewallTag.Comment(Nat)} -j MASQUERADE");

            RuleLine Forward(string match, string tag, string target) => new(version, "filter", FirewallChains.Forward, $"{match} {FirewallTag.Comment(tag)} -j {target}");
        }
    }

    /// <summary>Settings of the kernel that a set needs.</summary>
    /// <param name="set">The set.</param>
    /// <param name="now">The settings as they are.</param>
    public static IReadOnlyDictionary<string, string> Settings(FirewallSet set, IReadOnlyDictionary<string, string> now)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        var ranges = set.Forwards.Select(forward => forward.Address).Concat(set.Gateway?.Network ?? []).ToList();
        if (ranges.Exists(range => AddressRange.Version(range) == 4))
            settings["net.ipv4.ip_forward"] = "1";
        if (!ranges.Exists(range => AddressRange.Version(range) == 6))
            return settings;
        settings["net.ipv6.conf.all.forwarding"] = "1";
        // A router no longer listens to router advertisements, unless it is told so; a gateway may have its own address and way out from them.
        if (set.Gateway is { } gateway && AcceptKey(gateway.Outside) is var key && (set.Former.GetValueOrDefault(key) ?? now.GetValueOrDefault(key)) == "1")
            settings[key] = "2";
        return settings;
    }

    // With slashes, since the name of an interface may hold dots (sysctl(8)).
    private static string AcceptKey(string name) => $"net/ipv6/conf/{name}/accept_ra";

    // IPv6 networks are routed as they are; only local ones (RFC 4193) have no way back.
    private static bool NeedsAddress(string network) =>
        AddressRange.Version(network) == 4 || s_local.Contains(IPNetwork.Parse(network).BaseAddress);
}
