using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;

namespace Dentropy.Engine.Dns.PiHole;

/// <summary>The names that a Pi-hole has, as they were read and as our changes have left them.</summary>
/// <param name="hosts">Items of <c>dns.hosts</c>.</param>
/// <param name="cnames">Items of <c>dns.cnameRecords</c>.</param>
internal sealed class PiHoleNames(IEnumerable<string> hosts, IEnumerable<string> cnames)
{
    /// <summary>Addresses and their names.</summary>
    public List<PiHoleHost> Hosts { get; } = [.. hosts.Select(PiHoleHost.Parse).OfType<PiHoleHost>()];

    /// <summary>Names that stand for others.</summary>
    public List<PiHoleCname> Cnames { get; } = [.. cnames.Select(PiHoleCname.Parse).OfType<PiHoleCname>()];

    /// <summary>The records of a zone, each once however often it stands there.</summary>
    public IReadOnlyList<DcDnsRecord> Records(string place, string zone, string? name)
    {
        var addresses = Hosts.SelectMany(host => host.Names.Select(one => DnsSteps.Record(place, zone, name, one, host.Type, host.Address)));
        var others = Cnames.SelectMany(cname => cname.Names.Select(one => DnsSteps.Record(place, zone, name, one, "CNAME", cname.Target) is { } record ? record with { TimeToLive = cname.TimeToLive } : null));
        return [.. addresses.Concat(others).OfType<DcDnsRecord>().DistinctBy(record => (record.Name, record.Type, record.Value))];
    }

    /// <summary>What a change would clash with; null where nothing is in the way. dnsmasq has one answer for a name: its address, or the other name.</summary>
    public string? Clash(DcDnsChange change) => change switch
    {
        { After.Count: 0 } => null,
        { Type: "CNAME" } when Hosts.FirstOrDefault(host => host.Names.Contains(change.Name, StringComparer.Ordinal)) is { } host => $"the name has an {host.Type} record already ({host.Address})",
        { Type: not "CNAME" } when Cnames.FirstOrDefault(cname => cname.Names.Contains(change.Name, StringComparer.Ordinal)) is { } cname => $"the name has a CNAME record already ({cname.Target})",
        _ => null,
    };
}
