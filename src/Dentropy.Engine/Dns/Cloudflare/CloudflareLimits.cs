using System.Globalization;
using Dentropy.Dns;

namespace Dentropy.Engine.Dns.Cloudflare;

/// <summary>What Cloudflare cannot keep, whatever the plan (developers.cloudflare.com: DNS record types, Time to Live, Record attributes, Proxy status).</summary>
internal static class CloudflareLimits
{
    // 30 to 59 seconds are for Enterprise zones only; what a zone is, is known to Cloudflare and not to us.
    private const int ShortestLife = 30;
    private const int LongestLife = 86_400;
    private const int LongestOnWire = 4096;
    private const int LongestOfName = 8192;

    /// <summary>What is in the way of a change, as the end of a sentence; null where nothing is.</summary>
    public static string? Refusal(DcDnsChange change)
    {
        if (!CloudflareRecord.Types.Contains(change.Type))
            return $"Cloudflare has no records of type {change.Type}; it has {string.Join(", ", CloudflareRecord.Types)}";
        if (change is { Type: "CNAME", After.Count: > 1 })
            return "a name has one CNAME at most";
        if (change.Type == "TXT" && change.After.Sum(record => CloudflareText.Write(record.Value).Length) > LongestOfName)
            return string.Create(CultureInfo.InvariantCulture, $"its texts are too long together; a name's TXT records have {LongestOfName} characters at most");
        return change.After.Select(record => Refusal(change, record)).FirstOrDefault(problem => problem is not null);
    }

    private static string? Refusal(DcDnsChange change, DcDnsRecord record)
    {
        if (!CloudflareRecord.IsWritable(change.Type) && !change.Before.Any(before => string.Equals(before.Value, record.Value, StringComparison.Ordinal)))
            return $"values of type {change.Type} can be read and removed there, but not written; write this one in Cloudflare's dashboard";
        if (record.Proxied == true && !CloudflareRecord.IsProxiable(change.Type))
            return "only A, AAAA and CNAME can be proxied";
        if (record is { Proxied: true, TimeToLive: not null })
            return "a proxied record has no time to live of its own, Cloudflare decides; leave it out";
        if (record.TimeToLive is { } time && (time.TotalSeconds is < ShortestLife or > LongestLife || time.Ticks % TimeSpan.TicksPerSecond != 0))
            return string.Create(CultureInfo.InvariantCulture, $"its time to live is not in whole seconds from {ShortestLife} to {LongestLife}; leave it out to let Cloudflare decide");
        if (record.Comment is { } comment && comment.Any(char.IsControl))
            return "its comment has line breaks or other control characters";
        if (CloudflareComment.Write(record.Comment, record.Owned).Length > CloudflareComment.Longest)
            return string.Create(CultureInfo.InvariantCulture, $"its comment is longer than {CloudflareComment.Longest - CloudflareComment.Mark.Length - 1} characters");
        return change.Type == "TXT" && CloudflareText.WireLength(record.Value) > LongestOnWire
            ? string.Create(CultureInfo.InvariantCulture, $"its text takes more than {LongestOnWire} octets")
            : null;
    }
}
