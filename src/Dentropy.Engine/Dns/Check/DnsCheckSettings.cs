namespace Dentropy.Engine.Dns.Check;

/// <summary>What is to be checked.</summary>
public sealed record DnsCheckSettings
{
    /// <summary>Whole names; none for every name of the zones.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Zones; none for those of the names, or else of the places.</summary>
    public IReadOnlyList<string> Zones { get; init; } = [];

    /// <summary>Types in upper case; none for all.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Names of places; none for all.</summary>
    public IReadOnlyList<string> Places { get; init; } = [];

    /// <summary>Servers that are asked instead of those that the places name: an address or a host name, and a port where it is not 53.</summary>
    public IReadOnlyList<string> Resolvers { get; init; } = [];

    /// <summary>How long a server has for an answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How many questions are asked at the same time.</summary>
    public int ThrottleLimit { get; init; } = 16;
}
