namespace Dentropy.Cluster;

/// <summary>A key of a Serf cluster, and who has it. The key itself is never here.</summary>
public sealed record DcSerfKey
{
    /// <summary>What it is told apart by: the first 16 hexadecimal digits of the SHA-256 of its bytes.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>How many members say over Serf that they have it.</summary>
    public int Count { get; init; }

    /// <summary>Whether every alive member has it.</summary>
    public bool Everywhere { get; init; }

    /// <summary>Nodes whose keyring has it, as far as they could be asked over SSH.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary>Nodes that send with it.</summary>
    public IReadOnlyList<string> UsedBy { get; init; } = [];

    /// <summary>Nodes that could be asked and do not have it.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>The node whose agent was asked.</summary>
    public required string Via { get; init; }

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }
}

/// <summary>A file with a new key.</summary>
public sealed record DcSerfKeyFile
{
    /// <summary>Its path.</summary>
    public required string Path { get; init; }

    /// <summary>Fingerprint of the key.</summary>
    public required string Fingerprint { get; init; }
}

/// <summary>What a change of a Serf cluster's key did.</summary>
public sealed record DcSerfKeyRotation
{
    /// <summary>Fingerprint of the key that all members send with now.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Fingerprints of the keys that were removed.</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>Fingerprints of other keys that the members still have.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>Members that have it, by name.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>Members and nodes that were left out because it was asked for; they cannot come back before they get the new key.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Whether anything was changed.</summary>
    public bool Changed { get; init; }

    /// <summary>What was done, in words and in order.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>The node whose agent was asked.</summary>
    public required string Via { get; init; }

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>From the beginning to the end.</summary>
    public TimeSpan Duration { get; init; }
}
