using Dentropy.Dns;

namespace Dentropy.Engine.Dns.Changes;

/// <summary>Which records are wanted. All that is given must hold; an empty list asks for nothing.</summary>
public sealed record DnsQuery
{
    /// <summary>Zones. Without them all that a place says it has.</summary>
    public IReadOnlyList<string> Zones { get; init; } = [];

    /// <summary>Names of places in <c>cloud.yaml</c>. Without them all.</summary>
    public IReadOnlyList<string> Places { get; init; } = [];

    /// <summary>Names of records; <c>*</c> and <c>?</c> are wildcards. With a zone they may be relative to it.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Types; <c>*</c> and <c>?</c> are wildcards.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];
}

/// <summary>A record that was found, or why a place or one of its zones could not be read.</summary>
/// <param name="Record">The record; null beside a failure.</param>
/// <param name="Failure">The failure; null beside a record.</param>
public sealed record DnsFound(DcDnsRecord? Record, DentropyException? Failure);
