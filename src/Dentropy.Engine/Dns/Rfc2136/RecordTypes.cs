using System.Globalization;

namespace Dentropy.Engine.Dns.Rfc2136;

/// <summary>Names and numbers of types (IANA, Domain Name System Parameters). Those without a name here are <c>TYPE123</c> (RFC 3597, 5).</summary>
internal static class RecordTypes
{
    public const ushort A = 1;
    public const ushort Ns = 2;
    public const ushort Cname = 5;
    public const ushort Soa = 6;
    public const ushort Ptr = 12;
    public const ushort Mx = 15;
    public const ushort Txt = 16;
    public const ushort Aaaa = 28;
    public const ushort Srv = 33;
    public const ushort Dname = 39;
    public const ushort Tsig = 250;
    public const ushort Axfr = 252;
    public const ushort Any = 255;
    public const ushort Caa = 257;
    public const ushort Spf = 99;

    private static readonly Dictionary<string, ushort> s_numbers = new(StringComparer.Ordinal)
    {
        ["A"] = A, ["NS"] = Ns, ["CNAME"] = Cname, ["SOA"] = Soa, ["PTR"] = Ptr, ["HINFO"] = 13, ["MX"] = Mx, ["TXT"] = Txt, ["RP"] = 17,
        ["AAAA"] = Aaaa, ["LOC"] = 29, ["SRV"] = Srv, ["NAPTR"] = 35, ["CERT"] = 37, ["DNAME"] = Dname, ["DS"] = 43, ["SSHFP"] = 44, ["RRSIG"] = 46,
        ["NSEC"] = 47, ["DNSKEY"] = 48, ["NSEC3"] = 50, ["NSEC3PARAM"] = 51, ["TLSA"] = 52, ["SMIMEA"] = 53, ["CDS"] = 59, ["CDNSKEY"] = 60,
        ["OPENPGPKEY"] = 61, ["SVCB"] = 64, ["HTTPS"] = 65, ["SPF"] = Spf, ["URI"] = 256, ["CAA"] = Caa,
    };

    private static readonly Dictionary<ushort, string> s_names = s_numbers.ToDictionary(entry => entry.Value, entry => entry.Key);

    /// <summary>Types that somebody writes, and that a name is asked for. There may be others; a transfer shows them too.</summary>
    public static IReadOnlyList<ushort> Written { get; } = [.. s_numbers.Values.Where(number => !IsKept(number)).Order()];

    /// <summary>Whether the server itself makes records of this type: the SOA, signatures and their keys, and what BIND notes about signing (65534).</summary>
    public static bool IsKept(ushort type) => type is Soa or 46 or 47 or 48 or 50 or 51 or 59 or 60 or 65534;

    public static string Name(ushort number) => s_names.GetValueOrDefault(number) ?? "TYPE" + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number of a type; null where it has none that we know.</summary>
    public static ushort? Number(string name) => s_numbers.TryGetValue(name, out var number) ? number
        : name.StartsWith("TYPE", StringComparison.Ordinal) && ushort.TryParse(name.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out number) ? number
        : null;
}
