using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;

namespace Dentropy.Engine.Edge.Gateway;

/// <summary>Checks a gateway before anything is sent, and brings it into the form in which it is kept.</summary>
internal static class GatewayCheck
{
    public static DcGateway Checked(DcGateway gateway)
    {
        var inside = gateway.Inside.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)).Select(name => RuleCheck.Interface(name)!).Distinct(StringComparer.Ordinal).ToList();
        var outside = RuleCheck.Interface(gateway.Outside)!;
        if (inside.Count == 0 || gateway.Network.Count == 0)
            throw GatewayErrors.Invalid(gateway.Node, "it needs an interface towards the inside, and the network there");
        if (inside.Contains(outside))
            throw GatewayErrors.Invalid(gateway.Node, $"'{outside}' cannot be outside and inside at once");
        if (inside.Append(outside).Any(name => name.Contains('+', StringComparison.Ordinal)))
            throw GatewayErrors.Invalid(gateway.Node, "its interfaces have to be named in full");
        var networks = gateway.Network.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)).Select(AddressRange.Checked).Distinct(StringComparer.Ordinal).ToList();
        if (networks.Find(network => network.EndsWith("/0", StringComparison.Ordinal)) is { } all)
            throw GatewayErrors.Invalid(gateway.Node, $"{all} is everything; name the network inside");
        return new DcGateway { Node = "", Outside = outside, Inside = inside, Network = networks, Masquerade = gateway.Masquerade };
    }
}
