using System.Globalization;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Edge.Gateway;

/// <summary>Where a port forward leads, as it is typed: <c>10.77.0.17</c>, <c>10.77.0.17:8443</c>, <c>[fd00::7]:8443</c>, <c>pi7:8443</c>.</summary>
public static class ForwardTarget
{
    /// <summary>Takes a target apart.</summary>
    /// <param name="name">Name of the port forward, for the error.</param>
    /// <param name="text">The target.</param>
    /// <returns>The address or the name of a node, and the port where there is one.</returns>
    /// <exception cref="DentropyException"><c>InvalidPortForward</c>.</exception>
    public static (string Address, int? Port) Parse(string name, string text)
    {
        text = text.Trim();
        if (AddressRange.Read(text) is not null)
            return (text, null);
        var colon = text.LastIndexOf(':');
        var address = colon < 0 ? text : text[..colon];
        if (address.StartsWith('[') && address.EndsWith(']'))
            address = address[1..^1];
        else if (text.StartsWith('[') && text.EndsWith(']'))
            (address, colon) = (text[1..^1], -1);
        if (address.Length == 0 || (address.Contains(':', StringComparison.Ordinal) && AddressRange.Read(address) is null))
            throw GatewayErrors.InvalidForward(name, $"'{Shown.Text(text)}' is no target; write an address or a node, and the port behind a colon");
        if (colon < 0)
            return (address, null);
        return int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535 ? (address, port) : throw FirewallErrors.InvalidPort(Shown.Text(text[(colon + 1)..]));
    }
}
