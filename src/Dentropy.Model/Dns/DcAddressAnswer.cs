namespace Dentropy.Dns;

/// <summary>What one source said of the public address.</summary>
public sealed record DcAddressAnswer
{
    /// <summary>Name of the source, e.g. <c>api64.ipify.org</c>.</summary>
    public required string Source { get; init; }

    /// <summary>How it tells the address.</summary>
    public required DcAddressSourceKind Kind { get; init; }

    /// <summary>The addresses that it named; an interface may have several.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Why it named none, or why what it named does not count; null where it does.</summary>
    public string? Problem { get; init; }

    /// <summary>The source and what it said, e.g. <c>api64.ipify.org: 203.0.113.7</c>.</summary>
    public override string ToString() => $"{Source}: {Problem ?? string.Join(", ", Addresses)}";
}
