namespace Dentropy.Resilience;

/// <summary>What a drill saw of a service, beside what was predicted.</summary>
public sealed record DcDrillResult
{
    /// <summary>The service.</summary>
    public required string Service { get; init; }

    /// <summary>What failed.</summary>
    public required IReadOnlyList<DcPart> Lost { get; init; }

    /// <summary>Whether it was predicted to work at the end of the failure.</summary>
    public bool Predicted { get; init; }

    /// <summary>Whether it worked at the end of the failure; null where it is not watched.</summary>
    public bool? Observed { get; init; }

    /// <summary>Whether the prediction was right; null where it is not watched.</summary>
    public bool? Agreed => Observed is { } observed ? observed == Predicted : null;

    /// <summary>How long it did not work, from the beginning of the failure until it was well again, as far as the checks saw.</summary>
    public TimeSpan Downtime { get; init; }

    /// <summary>Whether it was well again after the failure; null where it is not watched.</summary>
    public bool? Recovered { get; init; }

    /// <summary>Each change that was seen, in order.</summary>
    public IReadOnlyList<DcDrillEvent> Timeline { get; init; } = [];

    /// <summary>Why it was predicted so.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>The service and whether the prediction was right.</summary>
    public override string ToString() => $"{Service}: {(Agreed switch { true => "as predicted", false => "not as predicted", _ => "not watched" })}";
}
