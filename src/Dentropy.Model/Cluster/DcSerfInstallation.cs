namespace Dentropy.Cluster;

/// <summary>How a node's Serf agent is kept running.</summary>
public enum DcSerfSupervisor
{
    /// <summary>It is not known, e.g. because the node was not reached.</summary>
    None,

    /// <summary>systemd: it comes back after a crash and after a restart of the node.</summary>
    Systemd,

    /// <summary>A small program of Dentropy's in the background: it comes back after a crash, and not after a restart of the node.</summary>
    Background,
}

/// <summary>What was done, or would be done, to the Serf agent of one node.</summary>
public sealed record DcSerfInstallation
{
    /// <summary>Name of the node, and of the member.</summary>
    public required string Node { get; init; }

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>Whether anything was changed on the node; for a plan, whether anything would be.</summary>
    public bool Changed { get; init; }

    /// <summary>What was changed, in words and in order; for a plan, what would be. Never a secret.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>Version of Serf on the node: that of its package, else what the program says; null where there is none.</summary>
    public string? Version { get; init; }

    /// <summary>The address that other members use, with the port; null where the node was not reached.</summary>
    public string? Address { get; init; }

    /// <summary>What keeps the agent running.</summary>
    public DcSerfSupervisor Supervisor { get; init; }

    /// <summary>Fingerprint of the key that the agent sends with; null where gossip is not encrypted or nothing is known.</summary>
    public string? KeyFingerprint { get; init; }

    /// <summary>How many members the agent saw alive at the end, itself among them; 0 where it was not asked.</summary>
    public int Members { get; init; }

    /// <summary>What an operator should know although it is no failure.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What went wrong; null where nothing did.</summary>
    public DentropyException? Failure { get; init; }

    /// <summary>From the beginning to the end.</summary>
    public TimeSpan Duration { get; init; }
}
