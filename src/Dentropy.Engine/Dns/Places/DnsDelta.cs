using Dentropy.Dns;

namespace Dentropy.Engine.Dns.Places;

/// <summary>What has to be done record by record for a change: as little as will do, so that a name is never without its records in between.</summary>
/// <param name="Add">Records to be made.</param>
/// <param name="Edit">Records that are there, each with what it becomes.</param>
/// <param name="Remove">Records to be removed.</param>
internal sealed record DnsDelta(IReadOnlyList<DcDnsRecord> Add, IReadOnlyList<(DcDnsRecord From, DcDnsRecord To)> Edit, IReadOnlyList<DcDnsRecord> Remove)
{
    public static DnsDelta Of(DcDnsChange change)
    {
        var before = change.Before.ToList();
        var (waiting, edit) = (new List<DcDnsRecord>(), new List<(DcDnsRecord, DcDnsRecord)>());
        foreach (var after in change.After)
        {
            var same = before.FindIndex(record => string.Equals(record.Value, after.Value, StringComparison.Ordinal));
            if (same < 0)
            {
                waiting.Add(after);
                continue;
            }

            if (!Alike(before[same], after))
                edit.Add((before[same], after));
            before.RemoveAt(same);
        }

        var pairs = Math.Min(waiting.Count, before.Count);
        edit.AddRange(waiting.Take(pairs).Select((after, at) => (before[at], after)));
        return new DnsDelta([.. waiting.Skip(pairs)], edit, [.. before.Skip(pairs)]);
    }

    /// <summary>Whether two records of one name and type say the same.</summary>
    public static bool Alike(DcDnsRecord one, DcDnsRecord other) =>
        string.Equals(one.Value, other.Value, StringComparison.Ordinal)
        && one.TimeToLive == other.TimeToLive
        && (one.Proxied ?? false) == (other.Proxied ?? false)
        && string.Equals(one.Comment ?? "", other.Comment ?? "", StringComparison.Ordinal)
        && one.Owned == other.Owned;
}
