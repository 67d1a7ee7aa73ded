namespace Dentropy.Engine.Dns.Changes;

/// <summary>What the records of a name are to be. What is null stays as it is.</summary>
public sealed record DnsSetting
{
    /// <summary>Name; with a zone it may be relative to it.</summary>
    public required string Name { get; init; }

    /// <summary>Type; null where the values are addresses, which tell it, or where every type of the name is meant and no value is given.</summary>
    public string? Type { get; init; }

    /// <summary>All values of the name and type; null where they stay.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>All values inside the house, at each place of that view that has the zone.</summary>
    public IReadOnlyList<string>? Inside { get; init; }

    /// <summary>All values outside, at each place of that view that has the zone.</summary>
    public IReadOnlyList<string>? Outside { get; init; }

    /// <summary>Zone; null where it is to be found: the longest that a place has for the name.</summary>
    public string? Zone { get; init; }

    /// <summary>Name of the place; null where the one that has the zone is meant.</summary>
    public string? Place { get; init; }

    /// <summary>Whether the values come beside those that are there.</summary>
    public bool Add { get; init; }

    /// <summary>How long others may keep them; zero leaves that to the place.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>Whether the place answers with its own address and forwards.</summary>
    public bool? Proxied { get; init; }

    /// <summary>Comment; an empty one takes it away.</summary>
    public string? Comment { get; init; }

    /// <summary>Values by the view that they are for; null is any view.</summary>
    internal IEnumerable<(Dentropy.Dns.DcDnsView? View, IReadOnlyList<string>? Values)> Views()
    {
        if (Inside is null && Outside is null)
            yield return (null, Values);
        if (Inside is not null)
            yield return (Dentropy.Dns.DcDnsView.Inside, Inside);
        if (Outside is not null)
            yield return (Dentropy.Dns.DcDnsView.Outside, Outside);
    }
}

/// <summary>Records that are to go.</summary>
public sealed record DnsRemoval
{
    /// <summary>Name; with a zone it may be relative to it.</summary>
    public required string Name { get; init; }

    /// <summary>Type; null for every type of the name.</summary>
    public string? Type { get; init; }

    /// <summary>Values that are to go; null for all.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>Zone; null where it is to be found.</summary>
    public string? Zone { get; init; }

    /// <summary>Name of the place; null where the one that has the zone is meant.</summary>
    public string? Place { get; init; }
}
