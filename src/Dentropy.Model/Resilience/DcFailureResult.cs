namespace Dentropy.Resilience;

/// <summary>What one failure means for one service.</summary>
public sealed record DcFailureResult
{
    /// <summary>What fails, sorted.</summary>
    public required IReadOnlyList<DcPart> Lost { get; init; }

    /// <summary>The service.</summary>
    public required string Service { get; init; }

    /// <summary>Whether it still works.</summary>
    public bool Survives { get; init; }

    /// <summary>How many more of its replicas it could lose and still work, in the worst case and counting its own only; null where it does not work.</summary>
    public int? Spare { get; init; }

    /// <summary>Why it does not work, or what it lost: a sentence for each step from what fails to the service, in that order.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>Service and verdict.</summary>
    public override string ToString() => $"{Service} {(Survives ? "survives" : "does not survive")} {string.Join(" + ", Lost)}";
}
