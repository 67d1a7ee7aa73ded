using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Edge.Gateway;

/// <summary>Checks a port forward before anything is sent, and brings it into the form in which it is kept.</summary>
internal static class ForwardCheck
{
    public static DcPortForward Checked(DcPortForward forward, FirewallSet set)
    {
        var name = RuleCheck.Name(forward.Name);
        var protocols = forward.Protocol.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)).Select(text => text.ToLowerInvariant()).Distinct(StringComparer.Ordinal).ToList();
        if (protocols.Count == 0 || protocols.Find(text => text is not ("tcp" or "udp")) is not null)
            throw GatewayErrors.InvalidForward(name, "ports are of tcp or udp");
        var port = PortRange.One(forward.Port);
        if (forward.ToPort is < 1 or > 65535)
            throw FirewallErrors.InvalidPort($"{forward.ToPort}");
        if (forward.ToPort is not null && port.Contains('-', StringComparison.Ordinal))
            throw GatewayErrors.InvalidForward(name, "a range of ports goes on to the same ports; leave the port of the target out");
        var address = AddressRange.Checked(forward.Address);
        var length = AddressRange.Version(address) == 4 ? "/32" : "/128";
        if (!address.EndsWith(length, StringComparison.Ordinal))
            throw GatewayErrors.InvalidForward(name, $"{Shown.Text(forward.Address)} is a network, and it goes on to one address");
        var sources = forward.Source.Select(AddressRange.Checked).Distinct(StringComparer.Ordinal).ToList();
        if (sources.Count > 0 && !sources.Exists(source => AddressRange.Version(source) == AddressRange.Version(address)))
            throw GatewayErrors.InvalidForward(name, "its sources and its target are of different families");
        var same = forward.ToPort is null || forward.ToPort.ToString() == port ? null : forward.ToPort;
        var found = new DcPortForward
        {
            Name = name, Protocol = protocols, Port = port, Address = address[..^length.Length], ToPort = same, Interface = RuleCheck.Interface(forward.Interface), Source = sources,
        };
        if (set.Forwards.FirstOrDefault(other => other.Name != name && Meets(other, found)) is { } taken)
            throw GatewayErrors.InvalidForward(name, $"the port forward '{taken.Name}' has port {taken.Port} already");
        return found;
    }

    // The first in the list would win, and the other never see a packet.
    private static bool Meets(DcPortForward one, DcPortForward other) =>
        one.Interface == other.Interface && one.Protocol.Intersect(other.Protocol, StringComparer.Ordinal).Any() && one.Source.Count == 0 && other.Source.Count == 0
        && AddressRange.Version(one.Address) == AddressRange.Version(other.Address)
        && Bounds(one.Port) is var (first, last) && Bounds(other.Port) is var (from, to) && first <= to && from <= last;

    private static (int First, int Last) Bounds(string port)
    {
        var words = port.Split('-');
        return (int.Parse(words[0], System.Globalization.CultureInfo.InvariantCulture), int.Parse(words[^1], System.Globalization.CultureInfo.InvariantCulture));
    }
}
