using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;

namespace Dentropy.Engine.Dns.Changes;

/// <summary>What stands in the way of a change, found before anything is sent.</summary>
internal static class DnsChecks
{
    /// <summary>What the place, or DNS itself, has against a change; null where nothing.</summary>
    /// <param name="change">The change.</param>
    /// <param name="place">The place.</param>
    /// <param name="others">The other types that the name will have beside it.</param>
    public static DentropyException? Problem(DcDnsChange change, DnsPlace place, IEnumerable<string> others)
    {
        if (change.Action == DcDnsAction.None)
            return null;
        var (traits, apex) = (place.Provider.Traits, string.Equals(change.Name, change.Zone, StringComparison.Ordinal));
        if (Kept(change, apex) is { } kept)
            return DnsErrors.Unsupported(change, kept);
        if (change.Action != DcDnsAction.Remove && Clash(change, others) is { } clash)
            return DnsErrors.Conflict(change, clash);
        return (Untold(change, traits, apex) ?? place.Provider.Refusal(change)) is { } reason ? DnsErrors.Unsupported(change, reason) : null;
    }

    /// <summary>What nobody of several places can hold of what was asked for; null where each thing has a place.</summary>
    /// <param name="touch">What was asked for.</param>
    /// <param name="type">The records' type; null where it is not known yet.</param>
    /// <param name="places">What the places can hold.</param>
    public static string? Unheld(DnsTouch touch, string? type, IReadOnlyCollection<DnsTraits> places)
    {
        if (touch.TimeToLive is { } time && time != TimeSpan.Zero && !places.Any(traits => traits.HoldsTimeToLive(type)))
            return type is null ? "its records have no time to live of their own" : $"its records of type {type} have no time to live of their own";
        if (touch.Proxied == true && !places.Any(traits => traits.Proxied))
            return "it cannot answer with an address of its own and forward";
        return touch.Comment is { Length: > 0 } && !places.Any(traits => traits.Comments) ? "its records have no comments" : null;
    }

    // Without these two a zone is none any more, and the place keeps them itself.
    private static string? Kept(DcDnsChange change, bool apex) => change.Type switch
    {
        "SOA" => "the SOA record belongs to the place itself",
        "NS" when apex && change.Action == DcDnsAction.Remove => "the zone's own name servers are never removed",
        _ => null,
    };

    // RFC 1034, 3.6.2: where there is a CNAME there is nothing else; DNSSEC's own types are not kept by hand.
    private static string? Clash(DcDnsChange change, IEnumerable<string> others)
    {
        var beside = others.Where(type => !string.Equals(type, change.Type, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        if (change.Type == "CNAME" && beside.Count > 0)
            return $"the name has records of type {string.Join(", ", beside)}, and nothing can stand beside a CNAME";
        return beside.Contains("CNAME", StringComparer.Ordinal) ? "the name has a CNAME, and nothing can stand beside one" : null;
    }

    private static string? Untold(DcDnsChange change, DnsTraits traits, bool apex)
    {
        if (traits.Problem(change) is { } problem)
            return problem;
        if (change.Action == DcDnsAction.Remove)
            return null;
        if (change.After.Count > 1 && change.Type == "CNAME")
            return "a name has one CNAME at most";
        if (change.Type == "CNAME" && change.After.Any(record => string.Equals(record.Value, record.Name, StringComparison.Ordinal)))
            return "a name cannot be a CNAME for itself";
        // A place that answers with addresses of its own looks the target up itself.
        if (change.Type == "CNAME" && apex && !traits.AnyZone && !traits.Proxied)
            return "a zone has records of its own, and nothing can stand beside a CNAME; use A and AAAA records";
        return change.After.Any(record => record.Proxied == true) && change.Type is not ("A" or "AAAA" or "CNAME")
            ? "only A, AAAA and CNAME records can be proxied"
            : null;
    }
}
