using Dentropy.Dns;

namespace Dentropy.Engine.Dns.Plans;

/// <summary>A zone as a plan's file has it.</summary>
/// <param name="Name">The zone.</param>
/// <param name="Line">Where it is in the file.</param>
/// <param name="Places">The places that are to have it.</param>
/// <param name="TimeToLive">How long others may keep its records where a record says nothing else; null leaves that to the place.</param>
/// <param name="Sets">Its records by name and type.</param>
internal sealed record DnsPlanZone(string Name, int Line, IReadOnlyList<string> Places, TimeSpan? TimeToLive, IReadOnlyList<DnsPlanSet> Sets);

/// <summary>All records of one name and type, as a plan's file has them.</summary>
internal sealed record DnsPlanSet
{
    public required string Name { get; init; }

    public required string Type { get; init; }

    public required int Line { get; init; }

    /// <summary>Values by who is to see them: null is every place of the zone.</summary>
    public required DcDnsView? View { get; init; }

    public required IReadOnlyList<string> Values { get; init; }

    public TimeSpan? TimeToLive { get; init; }

    public bool? Proxied { get; init; }

    public string? Comment { get; init; }
}
