namespace Dentropy.Storage;

/// <summary>One thing that Ceph says is wrong, and what it means.</summary>
public sealed record DcCephCheck
{
    /// <summary>Ceph's code, e.g. <c>OSD_DOWN</c>.</summary>
    public required string Code { get; init; }

    /// <summary>How bad it is.</summary>
    public DcCephStatus Severity { get; init; }

    /// <summary>Ceph's own line.</summary>
    public required string Message { get; init; }

    /// <summary>Ceph's own details, a line each; none where they were not asked for.</summary>
    public IReadOnlyList<string> Detail { get; init; } = [];

    /// <summary>What it means, in plain words.</summary>
    public required string Meaning { get; init; }

    /// <summary>What to do next, in plain words.</summary>
    public required string NextStep { get; init; }

    /// <summary>Whether the code is one that Dentropy knows; otherwise meaning and step are general.</summary>
    public bool IsKnown { get; init; }

    /// <summary>Whether an operator has muted it.</summary>
    public bool IsMuted { get; init; }

    /// <summary>How many things it is about; null where Ceph does not say.</summary>
    public int? Count { get; init; }

    /// <summary>Code and message.</summary>
    public override string ToString() => $"{Code}: {Message}";
}
