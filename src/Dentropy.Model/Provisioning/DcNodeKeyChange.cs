namespace Dentropy.Provisioning;

/// <summary>What was done to the keys of one node's account.</summary>
public sealed record DcNodeKeyChange
{
    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>The account; null where the node was not reached.</summary>
    public string? User { get; init; }

    /// <summary>Whether anything was changed, on the node or in the inventory.</summary>
    public bool Changed { get; init; }

    /// <summary>What was changed, in words and in order.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>Fingerprint of the new key, where a login has proved it; null otherwise.</summary>
    public string? Proved { get; init; }

    /// <summary>Fingerprints of the keys that were taken away.</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>What went wrong; null where nothing did.</summary>
    public DentropyException? Failure { get; init; }
}
