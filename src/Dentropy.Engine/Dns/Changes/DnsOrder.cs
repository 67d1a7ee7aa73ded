using Dentropy.Dns;

namespace Dentropy.Engine.Dns.Changes;

/// <summary>The order in which records are shown: by name, type and value.</summary>
internal static class DnsOrder
{
    public static IComparer<DcDnsRecord> Records { get; } = Comparer<DcDnsRecord>.Create((one, other) => (
        string.CompareOrdinal(one.Name, other.Name), string.CompareOrdinal(one.Type, other.Type), string.CompareOrdinal(one.Value, other.Value)) switch
    {
        (not 0 and var name, _, _) => name,
        (_, not 0 and var type, _) => type,
        var (_, _, value) => value,
    });
}
