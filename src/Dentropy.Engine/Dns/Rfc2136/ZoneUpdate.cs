using Dentropy.Dns;

namespace Dentropy.Engine.Dns.Rfc2136;

/// <summary>
/// All changes of one name as one step of an update (RFC 2136): what has to be true before, which the server checks, and what is done then. Either
/// all of it is done or nothing.
/// </summary>
internal sealed class ZoneUpdate
{
    /// <summary>For records whose time nobody has said.</summary>
    public static readonly TimeSpan DefaultTimeToLive = TimeSpan.FromSeconds(300);

    private readonly Func<DcDnsRecord, byte[]> _dataOf;

    /// <param name="zone">The zone.</param>
    /// <param name="changes">The changes of one name.</param>
    /// <param name="dataOf">The data of a record.</param>
    /// <exception cref="DnsFormatException">A value cannot be written.</exception>
    public ZoneUpdate(string zone, IReadOnlyList<DcDnsChange> changes, Func<DcDnsRecord, byte[]> dataOf)
    {
        (Changes, _dataOf) = (changes, dataOf);
        foreach (var change in changes)
            Require(change);
        // What goes makes room first: a CNAME is added only where nothing else is (RFC 2136, 3.4.2.2).
        foreach (var change in changes.OrderBy(change => change.After.Count > 0))
            Do(zone, change);
    }

    public IReadOnlyList<DcDnsChange> Changes { get; }

    public List<WireRecord> Prerequisites { get; } = [];

    public List<WireRecord> Updates { get; } = [];

    public int Size => DnsMessage.Size(Prerequisites) + DnsMessage.Size(Updates);

    private void Require(DcDnsChange change)
    {
        var type = Number(change.Type);
        foreach (var before in change.Before)
            Prerequisites.Add(new WireRecord(change.Name, type, DnsMessage.ClassIn, 0, _dataOf(before)));
        if (change.Before.Count > 0)
            return;
        Prerequisites.Add(new WireRecord(change.Name, type, DnsMessage.ClassNone, 0, []));
        if (change.After.Count == 0)
            return;
        if (type != RecordTypes.Cname)
        {
            RequireNone(change.Name, RecordTypes.Cname);
        }
        else if (Changes.Count == 1)
        {
            Prerequisites.Add(new WireRecord(change.Name, RecordTypes.Any, DnsMessage.ClassNone, 0, []));
        }
        else
        {
            foreach (var other in RecordTypes.Written.Where(other => other != type))
                RequireNone(change.Name, other);
        }
    }

    // A server adds nothing beside a CNAME and does not say so (RFC 2136, 3.4.2.2), so it is asked to look first.
    private void RequireNone(string name, ushort type)
    {
        if (!Changes.Any(change => Number(change.Type) == type))
            Prerequisites.Add(new WireRecord(name, type, DnsMessage.ClassNone, 0, []));
    }

    private void Do(string zone, DcDnsChange change)
    {
        var type = Number(change.Type);
        // Name servers of the zone itself are never removed as a whole (RFC 2136, 3.4.2.3), so the new ones come before the old ones go.
        var apart = type == RecordTypes.Ns && change.Name == zone;
        if (change.Before.Count > 0 && !apart)
            Updates.Add(new WireRecord(change.Name, type, DnsMessage.ClassAny, 0, []));
        // All records of a name and type have one time (RFC 2181, 5.2).
        var time = change.After.Concat(change.Before).Select(record => record.TimeToLive).FirstOrDefault(time => time is not null) ?? DefaultTimeToLive;
        foreach (var after in change.After)
            Updates.Add(new WireRecord(change.Name, type, DnsMessage.ClassIn, (uint)time.TotalSeconds, _dataOf(after)));
        if (!apart)
            return;
        var stays = change.After.Select(record => record.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var before in change.Before.Where(record => !stays.Contains(record.Value)))
            Updates.Add(new WireRecord(change.Name, type, DnsMessage.ClassNone, 0, _dataOf(before)));
    }

    private static ushort Number(string type) => RecordTypes.Number(type) ?? throw new DnsFormatException($"the type {type} has no number that is known here; write TYPE and its number");
}
