using System.Globalization;
using System.Net;
using Dentropy.Edge;
using Dentropy.Engine.Dnsmasq;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Edge.Dhcp;

/// <summary>A range or a reservation as the files have it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Range">The range, if it is one.</param>
/// <param name="Reservation">The reservation, if it is one.</param>
internal sealed record DhcpEntry(string Name, IReadOnlyList<string> Lines, DcDhcpRange? Range, DcDhcpReservation? Reservation)
{
    public bool IsRange => Range is not null;

    public object Record => (object?)Range ?? Reservation!;

    public bool Is(DhcpEntry? other) => other is not null && Lines.SequenceEqual(other.Lines, StringComparer.Ordinal);
}

/// <summary>Lines of dnsmasq's configuration for DHCP (dnsmasq(8), 2.90), and what they say.</summary>
internal static class DhcpSyntax
{
    private const string Begin = "# range ";
    private const string End = "# end ";
    private const string Router = "router";
    private const string NameServer = "dns-server";

    /// <summary>The lines of a range: one block, which begins with the whole range and the part that the node has.</summary>
    public static DhcpEntry Entry(DcDhcpRange range)
    {
        var network = IPNetwork.Parse(range.Network);
        var is6 = NetworkAddress.Is6(network.BaseAddress);
        var tag = Tag(range.Name);
        var lines = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"{Begin}{range.Name} {range.From} {range.To} {range.Part}/{range.Parts}"),
            // An interface is a tag of every request that comes in by it.
            $"dhcp-range={(range.Interface is { } name ? $"tag:{name}," : "")}set:{tag},{range.ServedFrom},{range.ServedTo},{(is6 ? network.PrefixLength.ToString(CultureInfo.InvariantCulture) : NetworkAddress.Mask(network))},{Time(range.LeaseTime)}",
        };
        if (range.Gateway is not null)
            lines.Add($"dhcp-option=tag:{tag},option:{Router},{range.Gateway}");
        if (range.Dns.Count > 0)
            lines.Add($"dhcp-option=tag:{tag},{Kind(is6)}:{NameServer},{string.Join(',', range.Dns.Select(server => is6 ? $"[{server}]" : server))}");
        if (range.Domain is not null)
            lines.Add($"domain={range.Domain},{network}");
        lines.AddRange(range.Option.OrderBy(option => option.Key, StringComparer.Ordinal).Select(option => $"dhcp-option=tag:{tag},{Key(is6, option.Key)},{Value(option.Value)}"));
        lines.Add(End + range.Name);
        return new DhcpEntry(range.Name, lines, range, null);
    }

    /// <summary>The line of a reservation, without <c>dhcp-host=</c>, as the file of hosts has it.</summary>
    public static DhcpEntry Entry(DcDhcpReservation reservation)
    {
        var words = reservation.MacAddress.ToList();
        if (reservation.Address is { } address)
            words.Add(address);
        if (reservation.Address6 is { } address6)
            words.Add($"[{address6}]");
        words.Add(reservation.Name);
        return new DhcpEntry(reservation.Name, [string.Join(',', words)], null, reservation);
    }

    /// <summary>Whether a range begins at this line.</summary>
    public static bool Begins(string line) => line.StartsWith(Begin, StringComparison.Ordinal);

    /// <summary>Whether the range of that name ends at this line.</summary>
    public static bool Ends(string line) => line.StartsWith(End, StringComparison.Ordinal);

    /// <summary>Reads the lines of a range; null where they are no whole one.</summary>
    public static DhcpEntry? ReadRange(IReadOnlyList<string> lines, string node)
    {
        if (lines[0][Begin.Length..].Split(' ') is not [var name, var from, var to, var share] || share.Split('/') is not [var part, var parts] || lines[^1] != End + name)
            return null;
        if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !int.TryParse(parts, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return null;
        var range = new DcDhcpRange { Name = name, Node = node, From = from, To = to, ServedFrom = "", ServedTo = "", Network = "", Part = number, Parts = count };
        var options = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines.Skip(1).SkipLast(1))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || DnsmasqWords.Split(line[(equals + 1)..])?.ToArray() is not { } words)
                return null;
            switch (line[..equals], words)
            {
                case ("dhcp-range", [.. var tags, var served, var last, var mask, var time]) when Networked(served, mask) is { } network && TimeOf(time) is { } lease:
                    var on = tags.FirstOrDefault(tag => tag.StartsWith("tag:", StringComparison.Ordinal))?["tag:".Length..];
                    range = range with { ServedFrom = served, ServedTo = last, Network = network.ToString(), LeaseTime = lease, Interface = on };
                    break;
                case ("dhcp-option", [_, "option:" + Router, var gateway]):
                    range = range with { Gateway = gateway };
                    break;
                case ("dhcp-option", [_, "option:" + NameServer or "option6:" + NameServer, .. var servers]):
                    range = range with { Dns = [.. servers.Select(server => server.Trim('[', ']'))] };
                    break;
                case ("dhcp-option", [_, var key, .. var values]):
                    options[key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..]] = string.Join(',', values);
                    break;
                case ("domain", [var domain, _]):
                    range = range with { Domain = domain };
                    break;
                default:
                    return null;
            }
        }

        return range.Network.Length == 0 ? null : new DhcpEntry(name, [.. lines], range with { Option = new(options) }, null);
    }

    /// <summary>Reads a line of the file of hosts; null where it is no reservation in our spelling, and stays as it is.</summary>
    public static DhcpEntry? ReadReservation(string line, string node)
    {
        var words = line.Split(',');
        var macs = words.TakeWhile(word => MacAddress.Read(word) == word).ToList();
        if (macs.Count == 0 || words.Length < macs.Count + 2 || !DhcpRules.IsHostName(words[^1]))
            return null;
        var reservation = new DcDhcpReservation { Name = words[^1], MacAddress = macs, Node = node };
        foreach (var word in words[macs.Count..^1])
        {
            if (NetworkAddress.Read(word.Trim('[', ']')) is not { } address)
                return null;
            reservation = NetworkAddress.Is6(address) ? reservation with { Address6 = address.ToString() } : reservation with { Address = address.ToString() };
        }

        return new DhcpEntry(reservation.Name, [line], null, reservation);
    }

    /// <summary>The tag of what a range's clients are told.</summary>
    public static string Tag(string name) => "range-" + name;

    private static string Kind(bool is6) => is6 ? "option6" : "option";

    // The number of an option of IPv4 stands alone.
    private static string Key(bool is6, string key) => !is6 && char.IsAsciiDigit(key[0]) ? key : $"{Kind(is6)}:{key}";

    // Commas are between values. A value is in quotes where dnsmasq would read it otherwise.
    private static string Value(string value) =>
        string.Join(',', value.Split(',').Select(one => one.AsSpan().ContainsAny(" \t#\"\\") ? DnsmasqWords.Quote(one) : one));

    private static string Time(TimeSpan time)
    {
        var seconds = (long)time.TotalSeconds;
        var (count, unit) = seconds % 86_400 == 0 ? (seconds / 86_400, "d") : seconds % 3600 == 0 ? (seconds / 3600, "h") : seconds % 60 == 0 ? (seconds / 60, "m") : (seconds, "");
        return count.ToString(CultureInfo.InvariantCulture) + unit;
    }

    private static TimeSpan? TimeOf(string text)
    {
        var unit = text.Length > 0 && char.IsAsciiLetter(text[^1]) ? text[^1] : 's';
        return long.TryParse(text.TrimEnd(unit), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? TimeSpan.FromSeconds(count * (unit switch { 'w' => 604_800, 'd' => 86_400, 'h' => 3600, 'm' => 60, _ => 1 }))
            : null;
    }

    private static IPNetwork? Networked(string address, string mask) => NetworkAddress.Read(address) is not { } start ? null
        : NetworkAddress.Is6(start) ? (int.TryParse(mask, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= 128 ? NetworkAddress.Network(start, length) : null)
        : NetworkAddress.PrefixOf(mask) is { } prefix ? NetworkAddress.Network(start, prefix) : null;
}
