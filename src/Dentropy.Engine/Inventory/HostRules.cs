using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Dentropy.Engine.Inventory;

/// <summary>What ssh can be given as a host: a host name, an IPv4 address, or an IPv6 address without brackets, with or without a zone.</summary>
internal static class HostRules
{
    private static readonly SearchValues<char> HostCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>What is wrong with a host, as the end of a sentence that starts with it; null where nothing is.</summary>
    public static string? Check(string host)
    {
        if (host.Length == 0)
            return "is empty; write a host name or an IP address";
        if (host[0] == '-')
            return "starts with a hyphen, which ssh would take for an option; write a host name or an IP address";
        if (host.Contains('@', StringComparison.Ordinal))
            return "holds an '@'; give the account as the user and the host alone as the address";
        if (host.Contains('/', StringComparison.Ordinal))
            return "holds a slash; write the host alone, without scheme, path or prefix length";
        if (host[0] == '[')
            return "has brackets; write an IPv6 address without them, and the port as the port";
        if (host.Contains(':', StringComparison.Ordinal))
            return CheckIPv6(host);
        if (host.AsSpan().ContainsAnyExcept(HostCharacters))
            return "holds a character that no host name can; write letters, digits, dots and hyphens, or an IP address";

        return LastLabel(host).ContainsAnyExceptInRange('0', '9') ? CheckName(host) : CheckIPv4(host);
    }

    /// <summary>The same for <c>host</c>, <c>host:port</c>, <c>[IPv6]</c> and <c>[IPv6]:port</c>.</summary>
    public static string? CheckWithPort(string text)
    {
        var host = text;
        string? port = null;
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            if (end < 0)
                return "has a '[' without a ']'";

            host = text[1..end];
            if (!host.Contains(':', StringComparison.Ordinal))
                return "has brackets around something that is no IPv6 address";
            if (end + 1 < text.Length)
            {
                if (text[end + 1] != ':')
                    return "has something other than :port after its brackets";
                port = text[(end + 2)..];
            }
        }
        else if (text.AsSpan().Count(':') == 1)
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            host = text[..colon];
            port = text[(colon + 1)..];
        }

        if (port is not null && !NodeRules.TryPort(port, out _))
            return $"has the port '{Shown.Text(port)}', which is not a number from 1 to 65535";

        return Check(host) is { } problem ? $"its host {problem}" : null;
    }

    private static ReadOnlySpan<char> LastLabel(string host)
    {
        var name = host.AsSpan();
        if (name[^1] == '.')
            name = name[..^1];
        return name[(name.LastIndexOf('.') + 1)..];
    }

    // A host whose last label is a number can only be meant as IPv4; a leading zero would be octal to some programs.
    private static string? CheckIPv4(string host)
    {
        var parts = host.Split('.');
        var good = parts.Length == 4 && Array.TrueForAll(parts, part =>
            byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _) && (part.Length == 1 || part[0] != '0'));
        return good ? null : "is no IPv4 address; write four numbers from 0 to 255 with dots between";
    }

    private static string? CheckIPv6(string host)
    {
        var percent = host.IndexOf('%', StringComparison.Ordinal);
        var address = percent < 0 ? host : host[..percent];
        var zone = percent < 0 ? "-" : host[(percent + 1)..];
        if (host.AsSpan().Count(':') == 1)
            return "holds a colon; write the host alone as the address and the port as the port";
        if (zone.Length == 0 || zone.AsSpan().ContainsAnyExcept(HostCharacters))
            return "has a zone that is no network interface; write it like fe80::1%eth0";

        return IPAddress.TryParse(address, out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6
            ? null
            : "is no IPv6 address; write it like fd00::11";
    }

    private static string? CheckName(string host)
    {
        var name = host[^1] == '.' ? host[..^1] : host;
        if (name.Length > 253)
            return "is longer than the 253 characters of a host name";

        foreach (var label in name.AsSpan().Split('.'))
        {
            var text = name.AsSpan(label);
            if (text.Length is 0 or > 63 || text[0] == '-' || text[^1] == '-')
                return "is no host name; between dots there are 1 to 63 letters, digits and hyphens, with no hyphen first or last";
        }

        return null;
    }
}
