using Dentropy.Dns;

namespace Dentropy.Engine.Dns.Places;

/// <summary>What a kind of place can hold. What it cannot is refused before any request.</summary>
public sealed record DnsTraits
{
    /// <summary>Types of records; null where any will do.</summary>
    public IReadOnlySet<string>? Types { get; init; }

    /// <summary>Whether a record may have a time to live of its own.</summary>
    public bool TimeToLive { get; init; }

    /// <summary>The types whose records may have one; null where all may.</summary>
    public IReadOnlySet<string>? TimeToLiveTypes { get; init; }

    /// <summary>Whether a record may also leave its time to live to the place. Where not, each has one, given or usual.</summary>
    public bool AutomaticTimeToLive { get; init; }

    /// <summary>Whether a record may have a comment, which is also where it says that Dentropy made it. Where not, a file of the inventory does.</summary>
    public bool Comments { get; init; }

    /// <summary>Whether it can answer with its own address and forward.</summary>
    public bool Proxied { get; init; }

    /// <summary>Whether names may begin with <c>*</c>.</summary>
    public bool Wildcards { get; init; }

    /// <summary>Whether a name may have several values of one type.</summary>
    public bool ManyValues { get; init; }

    /// <summary>Whether records can be made and removed there, and not only given another value.</summary>
    public bool Makes { get; init; } = true;

    /// <summary>Whether it has no zones of its own, so that it takes any name.</summary>
    public bool AnyZone { get; init; }

    /// <summary>What such a place cannot hold of a change, as the end of a sentence; null where nothing is in the way.</summary>
    /// <param name="change">The change.</param>
    public string? Problem(DcDnsChange change)
    {
        if (!Makes && (change.Before.Count == 0 || change.After.Count != change.Before.Count))
            return "it only gives other values to records that it has; make and remove them there";
        if (change.After.Count == 0)
            return null;
        if (Types is { } types && !types.Contains(change.Type))
            return $"it has records of type {string.Join(", ", types.Order(StringComparer.Ordinal))} only";
        if (change.Name.StartsWith('*') && !Wildcards)
            return "it has no names with *";
        if (change.After.Count > 1 && !ManyValues)
            return "a name has one value of a type there";
        if (!Proxied && change.After.Any(record => record.Proxied == true))
            return "it cannot answer with an address of its own and forward";
        return change.After.Any(record => record.TimeToLive is not null) && !HoldsTimeToLive(change.Type) ? $"its records of type {change.Type} have no time to live of their own" : null;
    }

    /// <summary>Whether records of a type may have a time to live of their own.</summary>
    /// <param name="type">The type; null where it is not known yet.</param>
    public bool HoldsTimeToLive(string? type) => TimeToLive && (type is null || TimeToLiveTypes is null || TimeToLiveTypes.Contains(type));
}

/// <summary>How one change went.</summary>
/// <param name="Change">The change, as it was given.</param>
/// <param name="Failure">Why it was not done; null where it was.</param>
public sealed record DnsOutcome(DcDnsChange Change, DentropyException? Failure);

/// <summary>A place that has DNS records, whatever its protocol. Names, types and values are in their one spelling on both sides.</summary>
public interface IDnsProvider : IAsyncDisposable
{
    /// <summary>Name of the place in <c>cloud.yaml</c>.</summary>
    string Place { get; }

    /// <summary>What it can hold.</summary>
    DnsTraits Traits { get; }

    /// <summary>The zones that it has, as it says itself; none where it has no zones of its own.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DentropyException">It cannot be reached, or refuses.</exception>
    Task<IReadOnlyList<string>> ZonesAsync(CancellationToken cancellationToken);

    /// <summary>The records of a zone.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="name">A whole name where only its records are wanted; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Records with <see cref="DcDnsRecord.Zone"/> and <see cref="DcDnsRecord.Place"/>; <see cref="DcDnsRecord.Owned"/> only where <see cref="DnsTraits.Comments"/> tells.</returns>
    /// <exception cref="DentropyException"><c>DnsZoneNotFound</c>; it cannot be reached, or refuses.</exception>
    Task<IReadOnlyList<DcDnsRecord>> ReadAsync(string zone, string? name, CancellationToken cancellationToken);

    /// <summary>What this kind of place cannot hold beyond what <see cref="Traits"/> say, as the end of a sentence; null where nothing is in the way. Asks nobody.</summary>
    /// <param name="change">The change.</param>
    string? Refusal(DcDnsChange change);

    /// <summary>Makes changes. Each is done whole or not at all where the place allows it, and its outcome is told as soon as it is known.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="changes">Changes with the records that were read as <see cref="DcDnsChange.Before"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>An outcome for each change, unless it is cancelled.</returns>
    IAsyncEnumerable<DnsOutcome> ApplyAsync(string zone, IReadOnlyList<DcDnsChange> changes, CancellationToken cancellationToken);
}
