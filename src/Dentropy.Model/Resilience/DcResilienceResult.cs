namespace Dentropy.Resilience;

/// <summary>What one failure, of one or more things at once, means for the cloud.</summary>
public sealed record DcResilienceResult
{
    /// <summary>What fails, sorted.</summary>
    public required IReadOnlyList<DcPart> Lost { get; init; }

    /// <summary>What was asked, where it was not this one failure, e.g. <c>any 2 of 5 osds</c>: then this is the worst of them, and none where all are survived.</summary>
    public string? Asked { get; init; }

    /// <summary>How many things fail.</summary>
    public int Level => Lost.Count;

    /// <summary>Whether every service that was asked about still works.</summary>
    public bool Survives => Services.Count == 0;

    /// <summary>Services that do not work any more, sorted.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>Those of <see cref="Services"/> for which nothing that fails could be left out: any smaller failure they survive.</summary>
    public IReadOnlyList<string> Minimal { get; init; } = [];

    /// <summary>Why the services do not work, as in <see cref="DcFailureResult.Reasons"/>.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>What fails and the verdict.</summary>
    public override string ToString() => $"{(Lost.Count > 0 ? string.Join(" + ", Lost) : Asked ?? "nothing")}: {(Survives ? "survived" : string.Join(", ", Services) + " lost")}";
}
