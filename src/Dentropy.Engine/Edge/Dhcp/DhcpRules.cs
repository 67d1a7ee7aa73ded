using System.Globalization;
using System.Net;
using Dentropy.Edge;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Edge.Dhcp;

/// <summary>What a range and a reservation may hold. What is refused here has changed nothing.</summary>
internal static class DhcpRules
{
    private const int LongestName = 30;
    private const int LongestLabel = 63;
    private const int LongestDomain = 253;
    private const int LongestInterface = 15;
    private const int LongestValue = 255;
    private static readonly TimeSpan s_shortest = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(3650);

    /// <summary>Options that have a parameter of their own.</summary>
    private static readonly string[] s_ownOptions = ["router", "3", "dns-server", "6", "23", "netmask", "1", "broadcast", "28", "lease-time", "51", "domain-name", "15"];

    public static bool IsHostName(string text) => text.Length is > 0 and <= LongestLabel && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && text[0] != '-' && text[^1] != '-';

    public static bool IsDomain(string text) => text.Length <= LongestDomain && text.Split('.').All(IsHostName);

    /// <summary>The name of a range in its one spelling.</summary>
    public static string RangeName(string name) => name.Length is > 0 and <= LongestName && IsHostName(name) ? name.ToLowerInvariant()
        : throw Wrong(name, $"'{Shown.Text(name)}' cannot be the name of a range: up to {LongestName} letters, digits and hyphens can.");

    public static string HostName(string name) => IsHostName(name) ? name
        : throw DhcpErrors.Invalid("DhcpReservationInvalid", name, $"'{Shown.Text(name)}' cannot be a client's name: up to {LongestLabel} letters, digits and hyphens can, and DNS knows no others.");

    public static IPAddress Address(string name, string what, string? text) => NetworkAddress.Read(text)
        ?? throw Wrong(name, text is null ? $"The range {name} is new and needs its {what} address." : $"'{Shown.Text(text)}' is no IP address, and the {what} address of the range {name} has to be one.");

    /// <summary>The range that comes of what there is and what is asked for, as one node is to have it.</summary>
    public static DcDhcpRange Range(DhcpRangeSettings settings, DcDhcpRange? before, DhcpState state, string node, string? cloud, int part, int parts)
    {
        var name = RangeName(settings.Name);
        var (from, to) = (Address(name, "first", settings.From ?? before?.From), Address(name, "last", settings.To ?? before?.To));
        if (NetworkAddress.Is6(from) != NetworkAddress.Is6(to) || NetworkAddress.Number(from) > NetworkAddress.Number(to))
            throw Wrong(name, $"{from} to {to} is no range: the last address comes before the first, or one is IPv4 and the other IPv6.");
        if (NetworkAddress.Number(to) - NetworkAddress.Number(from) + 1 < (UInt128)parts)
            throw Wrong(name, $"{from} to {to} has fewer addresses than there are nodes to give them out.");
        var network = Network(settings, before, state, node, name, from, to);
        var (first, last) = DhcpSplit.Part(from, to, part, parts);
        var range = new DcDhcpRange
        {
            Name = name,
            Node = node,
            Cloud = cloud,
            From = from.ToString(),
            To = to.ToString(),
            ServedFrom = first.ToString(),
            ServedTo = last.ToString(),
            Part = part,
            Parts = parts,
            Network = network.ToString(),
            LeaseTime = settings.LeaseTime ?? before?.LeaseTime ?? TimeSpan.FromHours(12),
            Gateway = Blank(settings.Gateway ?? before?.Gateway),
            Dns = settings.Dns ?? before?.Dns ?? [],
            Domain = Blank(settings.Domain ?? before?.Domain)?.ToLowerInvariant(),
            Interface = Blank(settings.Interface ?? before?.Interface),
            Option = new((settings.Option ?? before?.Option)?.ToDictionary(StringComparer.Ordinal) ?? []),
        };
        return Checked(range, network, state);
    }

    /// <summary>Refuses a range that shares addresses with another one of a node.</summary>
    public static void CheckOverlap(DcDhcpRange range, IEnumerable<DcDhcpRange> others)
    {
        foreach (var other in others)
        {
            if (Overlap(range, other))
            {
                throw DhcpErrors.Exists("DhcpRangeOverlap", range.Name, $"{range.ServedFrom} to {range.ServedTo} of {range.Name} on node {range.Node} shares addresses with {other.Name} on node {other.Node}, which gives out {other.ServedFrom} to {other.ServedTo}. "
                    + (range.Node == other.Node ? "Choose other addresses." : "Two nodes must not give out the same address: name both with -Node, so that each has a part, or remove it there first."));
            }
        }
    }

    /// <summary>Whether what two nodes give out has an address in common.</summary>
    public static bool Overlap(DcDhcpRange one, DcDhcpRange other)
    {
        var (from, to, first, last) = (IPAddress.Parse(one.ServedFrom), IPAddress.Parse(one.ServedTo), IPAddress.Parse(other.ServedFrom), IPAddress.Parse(other.ServedTo));
        return NetworkAddress.Is6(from) == NetworkAddress.Is6(first) && NetworkAddress.Number(from) <= NetworkAddress.Number(last) && NetworkAddress.Number(first) <= NetworkAddress.Number(to);
    }

    /// <summary>Refuses a reservation that a node could not give out, or has given to somebody else.</summary>
    public static void Check(DcDhcpReservation reservation, DhcpFiles files, IReadOnlyList<DhcpInterface> interfaces)
    {
        foreach (var text in new[] { reservation.Address, reservation.Address6 }.OfType<string>())
        {
            var address = IPAddress.Parse(text);
            var networks = files.Ranges.Select(entry => IPNetwork.Parse(entry.Range!.Network)).Distinct().ToList();
            if (!networks.Exists(network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address) && !NetworkAddress.IsEdge(network, address)))
            {
                throw DhcpErrors.Invalid("DhcpAddressOutside", reservation.Name, $"{address} for {reservation.Name} is in no network of a range on node {reservation.Node}, which has {(networks.Count > 0 ? string.Join(", ", networks) : "no ranges")}. "
                    + "Choose an address in one of them, or make a range with Set-DcDhcpRange first.");
            }

            if (interfaces.FirstOrDefault(one => one.Address.Equals(address)) is { } own)
                throw DhcpErrors.Exists("DhcpAddressTaken", reservation.Name, $"{address} is the address of node {reservation.Node} itself ({own.Interface}). Choose another for {reservation.Name}.");
        }

        foreach (var other in files.Reservations.Select(entry => entry.Reservation!).Where(other => !string.Equals(other.Name, reservation.Name, StringComparison.OrdinalIgnoreCase)))
        {
            var same = other.MacAddress.Intersect(reservation.MacAddress, StringComparer.Ordinal).FirstOrDefault()
                ?? new[] { other.Address, other.Address6 }.OfType<string>().FirstOrDefault(text => text == reservation.Address || text == reservation.Address6);
            if (same is not null)
                throw DhcpErrors.Exists("DhcpReservationDuplicate", reservation.Name, $"{same} is already reserved for {other.Name} on node {reservation.Node}. Change or remove that reservation first.");
        }
    }

    private static IPNetwork Network(DhcpRangeSettings settings, DcDhcpRange? before, DhcpState state, string node, string name, IPAddress from, IPAddress to)
    {
        if (settings.Network is { } text)
        {
            var given = IPNetwork.TryParse(text, out var parsed) ? parsed : throw Wrong(name, $"'{Shown.Text(text)}' is no network such as 10.77.0.0/16.");
            return Within(given, from, to) ? given : throw Outside(name, node, from, to, given.ToString());
        }

        if (state.Interfaces.FirstOrDefault(one => Within(one.Network, from, to)) is { } own)
            return own.Network;
        if (before is not null && IPNetwork.Parse(before.Network) is var old && Within(old, from, to))
            return old;
        throw Outside(name, node, from, to, state.Interfaces.Count > 0 ? string.Join(", ", state.Interfaces.Select(one => $"{one.Network} on {one.Interface}").Distinct(StringComparer.Ordinal)) : "none that could be read");
    }

    private static bool Within(IPNetwork network, IPAddress from, IPAddress to) =>
        network.BaseAddress.AddressFamily == from.AddressFamily && network.Contains(from) && network.Contains(to) && !NetworkAddress.IsEdge(network, from) && !NetworkAddress.IsEdge(network, to);

    private static DentropyException Outside(string name, string node, IPAddress from, IPAddress to, string networks) => DhcpErrors.Invalid(
        "DhcpAddressOutside",
        name,
        $"{from} to {to} of {name} is not within one network of node {node}: {networks}. Choose addresses in one of them, without its first and last; or say the network with -Network, where a relay passes the requests on.");

    private static DcDhcpRange Checked(DcDhcpRange range, IPNetwork network, DhcpState state)
    {
        var (name, is6) = (range.Name, NetworkAddress.Is6(network.BaseAddress));
        if (range.LeaseTime < s_shortest || range.LeaseTime > s_longest || range.LeaseTime.Ticks % TimeSpan.TicksPerSecond != 0)
            throw Wrong(name, $"A lease of {range.LeaseTime:c} is not possible: 2 minutes are dnsmasq's least, and Dentropy takes whole seconds up to ten years.");
        if (range.Gateway is { } gateway && (is6 || NetworkAddress.Read(gateway) is not { } router || !network.Contains(router)))
            throw Wrong(name, is6 ? $"DHCP for IPv6 tells no router ({Shown.Text(gateway)}): clients learn it from router advertisements. Leave the gateway out." : $"'{Shown.Text(gateway)}' cannot be the router of {network}: it is no address in it.");
        if (range.Dns.FirstOrDefault(server => NetworkAddress.Read(server) is not { } address || NetworkAddress.Is6(address) != is6) is { } bad)
            throw Wrong(name, $"'{Shown.Text(bad)}' cannot be a name server of {name}: addresses of the range's own kind can.");
        if (range.Domain is { } domain && !IsDomain(domain))
            throw Wrong(name, $"'{Shown.Text(domain)}' is no domain.");
        if (range.Interface is { } wanted)
        {
            if (wanted.Length > LongestInterface || !wanted.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '@'))
                throw Wrong(name, $"'{Shown.Text(wanted)}' is no name of an interface.");
            if (state.Interfaces.Count > 0 && !state.Interfaces.Any(one => one.Interface == wanted))
                throw DhcpErrors.Invalid("DhcpInterfaceNotFound", name, $"Node {range.Node} has no interface {wanted} with an address; it has {string.Join(", ", state.Interfaces.Select(one => one.Interface).Distinct(StringComparer.Ordinal))}.");
        }

        foreach (var (key, value) in range.Option)
            CheckOption(name, key, value);
        return range;
    }

    private static void CheckOption(string name, string key, string value)
    {
        if (s_ownOptions.Contains(key, StringComparer.OrdinalIgnoreCase))
            throw Wrong(name, $"The option {key} has a parameter of its own, or is what the range says already. Leave it out of the options.");
        var number = int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var code);
        if (number ? code is < 1 or > 65535 : key.Length is 0 or > LongestLabel || !char.IsAsciiLetterLower(key[0]) || !key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '+'))
            throw Wrong(name, $"'{Shown.Text(key)}' is no DHCP option: write its number, or its name as dnsmasq --help dhcp lists it.");
        if (value.Length is 0 or > LongestValue || value.Any(char.IsControl))
            throw Wrong(name, $"The value of the option {key} is empty, longer than {LongestValue} characters, or has control characters in it.");
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static DentropyException Wrong(string name, string problem) => DhcpErrors.Invalid("DhcpRangeInvalid", name, problem);
}
