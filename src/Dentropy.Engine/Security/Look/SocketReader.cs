using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Dentropy.Engine.Security.Look;

/// <summary>Reads the kernel's tables of sockets: an address is in words of the processor's byte order, a port in the network's (proc_pid_net(5)).</summary>
internal static class SocketReader
{
    public static IReadOnlyList<ListeningSocket> Read(NodeLook look)
    {
        var owners = look.Words("owner").Where(words => words.Length == 3).ToLookup(words => words[0], words => NodeLook.Text(words[2]).TrimEnd('\n'), StringComparer.Ordinal);
        var found = new List<ListeningSocket>();
        foreach (var words in look.Words("socket"))
        {
            if (words is [var table, var where, var inode] && where.Split(':') is [var address, var port] && Address(address) is { } bound
                && int.TryParse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number))
                found.Add(new ListeningSocket(table[..3], bound, number, [.. owners[inode].Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]));
        }

        // Several sockets may share a port, one for each thread.
        return [.. found.GroupBy(one => (one.Protocol, Address: one.Address.ToString(), one.Port))
            .Select(group => group.First() with { Processes = [.. group.SelectMany(one => one.Processes).Distinct(StringComparer.Ordinal)] })
            .OrderBy(one => one.Port).ThenBy(one => one.Protocol, StringComparer.Ordinal)];
    }

    /// <summary>An address of such a table; null where it is none. One of IPv4 in the clothes of IPv6 is told as IPv4.</summary>
    public static IPAddress? Address(string hex)
    {
        if (hex.Length is not (8 or 32) || !hex.All(char.IsAsciiHexDigit))
            return null;
        var bytes = Convert.FromHexString(hex);
        // Every architecture that Debian has for such machines is little-endian.
        for (var at = 0; at < bytes.Length; at += 4)
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at)));
        var address = new IPAddress(bytes);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
