using Dentropy.Dns;
using Dentropy.Engine.Dns.Owned;
using Dentropy.Engine.Dns.Places;

namespace Dentropy.Engine.Dns.Changes;

/// <summary>
/// What places have, read once and kept while changes are worked out, together with the changes that are worked out already. So two changes
/// of one call see each other.
/// </summary>
/// <param name="cloud">The cloud folder.</param>
internal sealed class DnsSnapshot(string cloud)
{
    // Reading a zone costs a request for each page, reading a name one.
    private const int NamesBeforeZone = 8;

    private readonly OwnedRecords _owned = new(cloud);
    private readonly Dictionary<(string Place, string Zone), Zone> _zones = [];

    /// <summary>Says how many names of a zone will be asked for, so that the zone is read at once where there are many.</summary>
    public void Expect(DnsTarget target)
    {
        var zone = Of(target.Place, target.Zone);
        zone.Expected.Add(target.Name);
    }

    /// <summary>The records of a name as they are after the changes so far, by type.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<DcDnsRecord>>> OfNameAsync(DnsTarget target, CancellationToken cancellationToken)
    {
        var zone = Of(target.Place, target.Zone);
        if (zone.Names is null && zone.Expected.Count >= NamesBeforeZone)
        {
            var all = await ReadAsync(target.Place, target.Zone, name: null, cancellationToken).ConfigureAwait(false);
            zone.Names = all.ToLookup(record => record.Name, StringComparer.Ordinal);
        }

        if (!zone.Sets.TryGetValue(target.Name, out var sets))
        {
            var records = zone.Names is { } names ? names[target.Name] : await ReadAsync(target.Place, target.Zone, target.Name, cancellationToken).ConfigureAwait(false);
            zone.Sets.Add(target.Name, sets = records.GroupBy(record => record.Type, StringComparer.Ordinal).ToDictionary(group => group.Key, group => (IReadOnlyList<DcDnsRecord>)[.. group], StringComparer.Ordinal));
        }

        return sets;
    }

    /// <summary>Takes a change for done.</summary>
    public void Note(DnsTarget target, DcDnsChange change)
    {
        var sets = Of(target.Place, target.Zone).Sets[target.Name];
        if (change.After.Count > 0)
            sets[change.Type] = change.After;
        else
            sets.Remove(change.Type);
    }

    /// <summary>Reads a zone, or a name of it, and says of each record whether Dentropy made it.</summary>
    public async Task<IReadOnlyList<DcDnsRecord>> ReadAsync(DnsPlace place, string zone, string? name, CancellationToken cancellationToken)
    {
        var read = await place.Provider.ReadAsync(zone, name, cancellationToken).ConfigureAwait(false);
        var owned = place.Provider.Traits.Comments ? null : await _owned.ReadAsync(place.Name, zone, cancellationToken).ConfigureAwait(false);
        return [.. read.Select(record => record with { View = place.View, Cloud = cloud, Owned = owned?.Contains(OwnedRecords.Key(record)) ?? record.Owned })];
    }

    private Zone Of(DnsPlace place, string name)
    {
        if (!_zones.TryGetValue((place.Name, name), out var zone))
            _zones.Add((place.Name, name), zone = new Zone());
        return zone;
    }

    private sealed class Zone
    {
        public HashSet<string> Expected { get; } = new(StringComparer.Ordinal);

        public ILookup<string, DcDnsRecord>? Names { get; set; }

        public Dictionary<string, Dictionary<string, IReadOnlyList<DcDnsRecord>>> Sets { get; } = new(StringComparer.Ordinal);
    }
}
