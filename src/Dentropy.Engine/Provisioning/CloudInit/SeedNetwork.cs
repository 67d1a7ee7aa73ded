using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Engine.Provisioning.CloudInit;

/// <summary>
/// The network of a node's first boot, as <c>cloud.yaml</c> describes it: names of interfaces, and what each is. One with <c>bond</c> is a bond of others, one with <c>link</c> and
/// <c>id</c> a VLAN on another, any other a card. It becomes network-config, version 2 (cloud-init, "Networking config Version 2").
/// </summary>
internal static class SeedNetwork
{
    private const string MacKey = "mac";
    private const int LongestName = 15;
    private const int HighestVlan = 4094;
    private static readonly string[] s_keys = ["mac", "addresses", "gateway", "gateway6", "dns", "search", "dhcp4", "dhcp6", "slaac", "mtu", "optional", "bond", "mode", "link", "id"];
    private static readonly string[] s_modes = ["active-backup", "802.3ad", "balance-rr", "balance-xor", "balance-tlb", "balance-alb", "broadcast"];

    /// <summary>A node of which nothing is said asks by DHCP: at the card with its MAC address where that is known, else at every wired one.</summary>
    public static JsonObject Default(DcNode node)
    {
        var match = node.Metadata.GetValueOrDefault(MacKey) is { } mac && MacAddress.Read(mac.Split([',', ' '])[0]) is { } spelled
            ? new JsonObject { ["macaddress"] = spelled }
            : new JsonObject { ["name"] = "e*" };
        return Whole(new JsonObject { ["ethernets"] = new JsonObject { ["wired"] = new JsonObject { ["match"] = match, ["dhcp4"] = true, ["optional"] = false } } });
    }

    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, with the line.</exception>
    public static JsonObject Read(string cloud, string what, YamlMap map, DcNode node)
    {
        var pieces = CloudFile.Keys(cloud, map, what);
        if (pieces.Count == 0)
            throw CloudFile.InvalidIn(cloud, map.Line, $"{what} has no interface");
        var read = new List<(string Kind, string Name, CloudKeys Keys, JsonObject Value)>();
        foreach (var (name, piece) in pieces)
        {
            if (name.Length > LongestName || !char.IsAsciiLetter(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
                throw CloudFile.InvalidIn(cloud, piece.Line, $"'{Shown.Text(name)}' cannot be an interface: up to {LongestName} letters, digits, . - and _ can");
            if (piece is not YamlMap inner)
                throw CloudFile.InvalidIn(cloud, piece.Line, $"interface {name}: keys with values belong here, such as dhcp4: true");
            var keys = new CloudKeys(cloud, $"interface {name}", inner, s_keys);
            var kind = keys.Piece("bond") is not null ? "bonds" : keys.Piece("link") is not null || keys.Piece("id") is not null ? "vlans" : "ethernets";
            read.Add((kind, name, keys, Interface(kind, name, keys, pieces, node)));
        }

        CheckLinks(read);
        var network = new JsonObject();
        foreach (var group in read.GroupBy(one => one.Kind, StringComparer.Ordinal))
        {
            var all = new JsonObject();
            foreach (var one in group)
                all[one.Name] = one.Value;
            network[group.Key] = all;
        }

        return Whole(network);
    }

    private static JsonObject Whole(JsonObject network)
    {
        var whole = new JsonObject { ["version"] = 2 };
        foreach (var (key, value) in network.ToList())
        {
            network.Remove(key);
            whole[key] = value;
        }

        return whole;
    }

    private static JsonObject Interface(string kind, string name, CloudKeys keys, IReadOnlyDictionary<string, YamlPiece> all, DcNode node)
    {
        var value = new JsonObject();
        foreach (var (key, only) in new[] { ("mode", "bonds"), ("mac", "ethernets") })
        {
            if (keys.Piece(key) is not null && kind != only)
                throw keys.Wrong(key, $"belongs to {(only == "bonds" ? "a bond" : "a card")}");
        }

        if (kind == "ethernets" && (keys.Text("mac") ?? (all.Count == 1 ? node.Metadata.GetValueOrDefault(MacKey)?.Split([',', ' '])[0] : null)) is { } mac)
        {
            value["match"] = new JsonObject { ["macaddress"] = MacAddress.Read(mac) ?? throw keys.Wrong("mac", $"has '{Shown.Text(mac)}', which is no MAC address") };
            value["set-name"] = name;
        }

        if (kind == "bonds")
        {
            var mode = keys.Text("mode") ?? s_modes[0];
            if (!s_modes.Contains(mode, StringComparer.Ordinal))
                throw keys.Wrong("mode", $"has '{Shown.Text(mode)}'; there are {string.Join(", ", s_modes)}");
            value["interfaces"] = List(keys.Texts("bond"));
            value["parameters"] = new JsonObject { ["mode"] = mode, ["mii-monitor-interval"] = 100 };
        }
        else if (kind == "vlans")
        {
            value["id"] = Number(keys, "id", 1, HighestVlan) ?? throw keys.Wrong("has no id, as a VLAN has");
            value["link"] = keys.Needed("link");
        }

        Addresses(keys, value);
        if (Number(keys, "mtu", 576, 65535) is { } mtu)
            value["mtu"] = mtu;
        if (keys.Flag("optional") is { } optional)
            value["optional"] = optional;
        return value;
    }

    private static void Addresses(CloudKeys keys, JsonObject value)
    {
        var addresses = keys.Texts("addresses").Select(text => Address(keys, text)).ToList();
        if (keys.Flag("dhcp4") is { } dhcp4)
            value["dhcp4"] = dhcp4;
        if (keys.Flag("dhcp6") is { } dhcp6)
            value["dhcp6"] = dhcp6;
        if (keys.Flag("slaac") is { } slaac)
            value["accept-ra"] = slaac;
        if (addresses.Count > 0)
            value["addresses"] = List(addresses.Select(one => one.Text));
        var routes = new JsonArray();
        foreach (var (key, to, is6) in new[] { ("gateway", "0.0.0.0/0", false), ("gateway6", "::/0", true) })
        {
            if (keys.Text(key) is not { } gateway)
                continue;
            if (!IPAddress.TryParse(gateway, out var via) || NetworkAddress.Is6(via) != is6)
                throw keys.Wrong(key, $"has '{Shown.Text(gateway)}', which is no IPv{(is6 ? 6 : 4)} address");
            // A router that is good on this link only (fe80::) is in no network of an address.
            if (!via.IsIPv6LinkLocal && !addresses.Exists(one => one.Network.Contains(via)))
                throw keys.Wrong(key, $"has {gateway}, which is in none of the networks of addresses");
            // Releases differ in what they take for the word default.
            routes.Add((JsonNode)new JsonObject { ["to"] = to, ["via"] = gateway });
        }

        if (routes.Count > 0)
            value["routes"] = routes;
        var (dns, search) = (keys.Texts("dns"), keys.Texts("search"));
        if (dns.FirstOrDefault(server => !IPAddress.TryParse(server, out _)) is { } bad)
            throw keys.Wrong("dns", $"has '{Shown.Text(bad)}', which is no IP address");
        if (search.FirstOrDefault(domain => !SeedRules.IsHostName(domain)) is { } wrong)
            throw keys.Wrong("search", $"has '{Shown.Text(wrong)}', which is no domain");
        if (dns.Count + search.Count == 0)
            return;
        var servers = new JsonObject();
        if (dns.Count > 0)
            servers["addresses"] = List(dns);
        if (search.Count > 0)
            servers["search"] = List(search);
        value["nameservers"] = servers;
    }

    private static void CheckLinks(List<(string Kind, string Name, CloudKeys Keys, JsonObject Value)> read)
    {
        var bonded = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (kind, name, keys, value) in read)
        {
            var links = kind switch { "bonds" => value["interfaces"]!.AsArray().Select(one => one!.GetValue<string>()), "vlans" => [value["link"]!.GetValue<string>()], _ => [] };
            foreach (var link in links)
            {
                var key = kind == "bonds" ? "bond" : "link";
                var other = read.Find(one => one.Name == link);
                if (other.Value is null || link == name || (kind == "bonds" && other.Kind != "ethernets") || (kind == "vlans" && other.Kind == "vlans"))
                    throw keys.Wrong(key, $"names '{Shown.Text(link)}', which is no {(kind == "bonds" ? "card" : "card or bond")} of this network");
                if (kind == "bonds" && !bonded.Add(link))
                    throw keys.Wrong(key, $"names {link}, which is in a bond already");
                if (kind == "bonds" && new[] { "addresses", "dhcp4", "dhcp6", "routes" }.Any(other.Value.ContainsKey))
                    throw keys.Wrong(key, $"names {link}, which has addresses of its own; the bond has them");
            }
        }
    }

    private static (string Text, IPNetwork Network) Address(CloudKeys keys, string text)
    {
        if (text.Split('/') is not [var plain, var length] || NetworkAddress.Read(plain) is not { } address || !int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var prefix)
            || prefix < 1 || prefix > 8 * address.GetAddressBytes().Length)
        {
            throw keys.Wrong("addresses", $"has '{Shown.Text(text)}', which is no address with the length of its network, such as 10.77.0.17/16");
        }

        return (text, NetworkAddress.Network(address, prefix));
    }

    private static int? Number(CloudKeys keys, string key, int least, int most) => keys.Text(key) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw keys.Wrong(key, $"has '{Shown.Text(text)}', and a number from {least} to {most} belongs there");

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);
}
