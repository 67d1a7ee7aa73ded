using System.Net;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Records;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Dns.Dynamic;

/// <summary>A record of one family at one place that follows the public address.</summary>
internal sealed record FollowerSettings
{
    private const int UsualPrefix = 64;
    private static readonly string[] s_keys = ["name", "zone", "place", "families", "suffix", "prefixLength", "timeToLive", "proxied"];

    /// <summary>Its name, whole.</summary>
    public required string Name { get; init; }

    /// <summary>Its zone; null where the place says which.</summary>
    public string? Zone { get; init; }

    public required string Place { get; init; }

    public required DcAddressFamily Family { get; init; }

    /// <summary>How many of the first bits follow: all of them, or those of the delegated prefix.</summary>
    public required int Length { get; init; }

    /// <summary>The host part behind the prefix; null where all bits follow, or the record's own is kept.</summary>
    public IPAddress? Suffix { get; init; }

    public TimeSpan? TimeToLive { get; init; }

    public bool? Proxied { get; init; }

    public string Type => Addresses.TypeOf(Family);

    /// <summary>What tells it from the others, also in messages.</summary>
    public string Key => $"{Name} {Type} at {Place}";

    /// <summary>The value that it should have.</summary>
    /// <param name="seen">The public address, or its prefix.</param>
    /// <param name="present">The value that it has; null where none is known.</param>
    /// <returns>The value; null where a host part is to be kept and none is known.</returns>
    public IPAddress? Wanted(IPAddress seen, IPAddress? present)
    {
        if (Length == Addresses.Bits(Family))
            return seen;
        return (Suffix ?? present) is { } host ? Addresses.Join(seen, host, Length) : null;
    }

    /// <summary>Reads an entry of <c>records:</c>: one of each family and place that it names.</summary>
    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>.</exception>
    public static IEnumerable<FollowerSettings> Read(string cloud, YamlPiece piece)
    {
        if (piece is not YamlMap map)
            throw CloudFile.InvalidIn(cloud, piece.Line, "records of dynamicDns: keys with values belong here, at least name and place");
        var keys = new DynamicKeys(cloud, "a record of dynamicDns", map, s_keys);
        var zone = keys.Text("zone") is { } text ? keys.Read("zone", () => DnsNames.Parse(text)) : null;
        var name = keys.Needed("name");
        var whole = keys.Read("name", () => DnsNames.Parse(name, zone));
        if (zone is not null && !DnsNames.IsWithin(whole, zone))
            throw keys.Wrong("name", $"is not in the zone {zone}");
        var places = keys.Texts("place");
        if (places.Count == 0)
            throw keys.Wrong("has no place");
        var suffix = keys.Text("suffix");
        var host = suffix switch
        {
            null or "keep" => null,
            _ => Addresses.Parse(suffix) is { } address && Addresses.FamilyOf(address) == DcAddressFamily.IPv6 ? address : throw keys.Wrong("suffix", "is neither keep nor a host part such as ::11"),
        };
        var length = keys.Number("prefixLength", 8, 127);
        if (length is not null && suffix is null)
            throw keys.Wrong("prefixLength", "says nothing without suffix");
        if (host is not null && !Addresses.Prefix(host, length ?? UsualPrefix).Equals(IPAddress.IPv6Any))
            throw keys.Wrong("suffix", $"reaches into the prefix, whose length is {length ?? UsualPrefix}");
        var families = keys.Families("families");
        if (families.Count == 0)
            families = suffix is null ? [DcAddressFamily.IPv4] : [DcAddressFamily.IPv4, DcAddressFamily.IPv6];
        if (suffix is not null && !families.Contains(DcAddressFamily.IPv6))
            throw keys.Wrong("suffix", "belongs to ipv6, which families leaves out");
        var (timeToLive, proxied) = (keys.Time("timeToLive"), keys.Flag("proxied"));
        return [.. places.SelectMany(place => families.Select(family => new FollowerSettings
        {
            Name = whole,
            Zone = zone,
            Place = place,
            Family = family,
            Length = suffix is not null && family == DcAddressFamily.IPv6 ? length ?? UsualPrefix : Addresses.Bits(family),
            Suffix = family == DcAddressFamily.IPv6 ? host : null,
            TimeToLive = timeToLive,
            Proxied = proxied,
        }))];
    }
}
