using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Dentropy.Engine.Inventory;

/// <summary>Addresses and the numbers that they are.</summary>
internal static class NetworkAddress
{
    private const int Bits4 = 32;
    private const int Bits6 = 128;

    /// <summary>Reads an address in its whole spelling; null where it is none. <c>10.1</c>, which .NET takes for 10.0.0.1, is none.</summary>
    public static IPAddress? Read(string? text) =>
        text is { Length: > 0 } && IPAddress.TryParse(text, out var address) && address.ScopeId() == 0 && (Is6(address) || text.Count(c => c == '.') == 3) ? address : null;

    public static bool Is6(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6;

    public static UInt128 Number(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return bytes.Length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public static IPAddress Of(UInt128 number, bool is6)
    {
        if (!is6)
        {
            var four = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(four, (uint)number);
            return new IPAddress(four);
        }

        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return new IPAddress(bytes);
    }

    /// <summary>The network that an address with a prefix length is in.</summary>
    public static IPNetwork Network(IPAddress address, int prefix)
    {
        var bits = Is6(address) ? Bits6 : Bits4;
        var mask = prefix == 0 ? UInt128.Zero : (UInt128.MaxValue >> (Bits6 - bits)) & ~(prefix == bits ? UInt128.Zero : (UInt128.One << (bits - prefix)) - 1);
        return new IPNetwork(Of(Number(address) & mask, Is6(address)), prefix);
    }

    public static string Mask(IPNetwork network) => Of(network.PrefixLength == 0 ? 0 : (uint.MaxValue << (Bits4 - network.PrefixLength)), is6: false).ToString();

    /// <summary>The prefix length of a netmask; null where it is none.</summary>
    public static int? PrefixOf(string mask) =>
        Read(mask) is { } address && !Is6(address) && (uint)Number(address) is var bits && (bits == 0 || (~bits & (~bits + 1)) == 0) ? int.PopCount((int)bits) : null;

    /// <summary>Whether an IPv4 address is the network's own or its broadcast address, which no host may have.</summary>
    public static bool IsEdge(IPNetwork network, IPAddress address)
    {
        if (Is6(address) || network.PrefixLength > Bits4 - 2)
            return false;
        var last = Number(network.BaseAddress) | ((UInt128.One << (Bits4 - network.PrefixLength)) - 1);
        return address.Equals(network.BaseAddress) || Number(address) == last;
    }

    private static long ScopeId(this IPAddress address) => Is6(address) ? address.ScopeId : 0;
}
