namespace Dentropy.Provisioning;

/// <summary>What became of one step on one node.</summary>
public enum DcProvisionStatus
{
    /// <summary>Everything was as the profile wants it.</summary>
    Unchanged,

    /// <summary>It was changed.</summary>
    Changed,

    /// <summary>It would be changed; nothing was.</summary>
    WouldChange,

    /// <summary>It failed; the steps after it were not begun on this node.</summary>
    Failed,

    /// <summary>It was not begun, because a step before it failed.</summary>
    Skipped,
}

/// <summary>One step of a profile on one node: what was found, and what was or would be done.</summary>
public sealed record DcProvisionStep
{
    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>The profile that was asked for.</summary>
    public required string Profile { get; init; }

    /// <summary>Kind of the step, e.g. <c>packages</c>, <c>file</c>, <c>service</c>; <c>node</c> where the node itself could not be looked at.</summary>
    public required string Step { get; init; }

    /// <summary>What it is about: a path, an account, a service, the names of packages.</summary>
    public required string Name { get; init; }

    /// <summary>What became of it.</summary>
    public DcProvisionStatus Status { get; init; }

    /// <summary>What was or would be changed, in words. Never a secret.</summary>
    public string Detail { get; init; } = "";

    /// <summary>The lines of a file that differ, <c>-</c> before those that are there and <c>+</c> before those that the profile wants; null where no file of text is concerned.</summary>
    public string? Diff { get; init; }

    /// <summary>What went wrong; null where nothing did.</summary>
    public DentropyException? Failure { get; init; }

    /// <summary>How long the step took; for steps that were only looked at, zero.</summary>
    public TimeSpan Duration { get; init; }
}
