using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Edge.Firewall;

/// <summary>Networks in CIDR notation, as the packet filter prints them: with the bits behind the prefix set to zero.</summary>
internal static class AddressRange
{
    /// <summary>The network that a text means; an address alone is a network of its own.</summary>
    /// <returns>Null where it is none.</returns>
    public static string? Read(string text)
    {
        var words = text.Split('/');
        if (words.Length > 2 || !IsPlain(words[0], out var address))
            return null;
        var bytes = address.GetAddressBytes();
        var prefix = bytes.Length * 8;
        if (words.Length == 2 && (!int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > bytes.Length * 8))
            return null;
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] &= (byte)(0xff00 >> Math.Clamp(prefix - (i * 8), 0, 8));
        return $"{new IPAddress(bytes)}/{prefix.ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>4 or 6.</summary>
    public static int Version(string range) => range.Contains(':', StringComparison.Ordinal) ? 6 : 4;

    public static string Checked(string text) => Read(text.Trim()) ?? throw FirewallErrors.InvalidRange(Shown.Text(text));

    // What .NET takes for an address beyond the dotted and the colon form, such as "1" or "010.1.1.1", means something else to others.
    private static bool IsPlain(string text, out IPAddress address) =>
        IPAddress.TryParse(text, out address!) && !text.Contains('%', StringComparison.Ordinal) && !text.Contains('[', StringComparison.Ordinal)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text);
}
