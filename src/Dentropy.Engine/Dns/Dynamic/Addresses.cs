using System.Net;
using System.Net.Sockets;
using Dentropy.Dns;

namespace Dentropy.Engine.Dns.Dynamic;

/// <summary>Arithmetic of addresses and their prefixes.</summary>
internal static class Addresses
{
    /// <summary>Bits of an address of the family.</summary>
    public static int Bits(DcAddressFamily family) => family == DcAddressFamily.IPv4 ? 32 : 128;

    public static AddressFamily Sockets(DcAddressFamily family) => family == DcAddressFamily.IPv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;

    public static DcAddressFamily FamilyOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? DcAddressFamily.IPv4 : DcAddressFamily.IPv6;

    public static string TypeOf(DcAddressFamily family) => family == DcAddressFamily.IPv4 ? "A" : "AAAA";

    /// <summary>
    /// Reads an address as people and services write it; null for anything else. An IPv4 address in IPv6 clothes (<c>::ffff:203.0.113.7</c>, RFC 4291, 2.5.5.2) is the
    /// IPv4 address, and what IPAddress alone would read, such as 10.1 or an address with a zone, is none.
    /// </summary>
    public static IPAddress? Parse(string? text)
    {
        if (!IPAddress.TryParse(text, out var address) || text.AsSpan().ContainsAny("%[]"))
            return null;
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return string.Equals(text, address.ToString(), StringComparison.Ordinal) ? address : null;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    /// <summary>The address with all bits behind the prefix cleared.</summary>
    /// <param name="address">The address.</param>
    /// <param name="length">Length of the prefix in bits.</param>
    public static IPAddress Prefix(IPAddress address, int length) => Join(address, new IPAddress(new byte[address.GetAddressBytes().Length]), length);

    /// <summary>An address whose first bits are those of a prefix and whose other bits are those of a host part.</summary>
    /// <param name="prefix">An address with the prefix.</param>
    /// <param name="host">An address with the host part, of the same family.</param>
    /// <param name="length">Length of the prefix in bits.</param>
    public static IPAddress Join(IPAddress prefix, IPAddress host, int length)
    {
        var (front, back) = (prefix.GetAddressBytes(), host.GetAddressBytes());
        for (var at = 0; at < back.Length; at++)
        {
            var mask = (byte)(0xFF00 >> Math.Clamp(length - (8 * at), 0, 8));
            back[at] = (byte)((front[at] & mask) | (back[at] & ~mask));
        }

        return new IPAddress(back);
    }
}
