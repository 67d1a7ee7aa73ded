namespace Dentropy.Resilience;

/// <summary>A plan to carry a failure out on real hosts: what is done to which, what is watched, and what is predicted.</summary>
public sealed record DcFailureDrill
{
    /// <summary>What is to fail, sorted.</summary>
    public required IReadOnlyList<DcPart> Lost { get; init; }

    /// <summary>The hosts that something is done to.</summary>
    public IReadOnlyList<DcDrillNode> Nodes { get; init; } = [];

    /// <summary>The services that are watched, with the prediction for each.</summary>
    public IReadOnlyList<DcDrillService> Services { get; init; } = [];

    /// <summary>How long the failure lasts.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Command of this machine that switches a node's power, with <c>{node}</c> and <c>{state}</c> (<c>off</c>, <c>on</c>) in it; null where a cut of the network
    /// stands for a loss of power.
    /// </summary>
    public string? PowerCommand { get; init; }

    /// <summary>What has to be known before it is carried out, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>The file that the plan is in; null where it is in none.</summary>
    public string? Path { get; init; }

    /// <summary>What fails.</summary>
    public override string ToString() => string.Join(" + ", Lost);
}
