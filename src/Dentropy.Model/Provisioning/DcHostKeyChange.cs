namespace Dentropy.Provisioning;

/// <summary>What was done to one node's host keys, on it and in the cloud's <c>known_hosts</c>.</summary>
public sealed record DcHostKeyChange
{
    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>Whether anything was changed, on the node or in <c>known_hosts</c>.</summary>
    public bool Changed { get; init; }

    /// <summary>What was changed, in words and in order.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>Fingerprints that <c>known_hosts</c> has since.</summary>
    public IReadOnlyList<string> Added { get; init; } = [];

    /// <summary>Fingerprints that it has no longer.</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>What went wrong; null where nothing did.</summary>
    public DentropyException? Failure { get; init; }
}
