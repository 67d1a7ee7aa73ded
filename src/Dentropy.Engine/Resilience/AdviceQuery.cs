using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience;

/// <summary>What advice is asked for.</summary>
public sealed record AdviceQuery
{
    /// <summary>The most things that fail at once in the harm that is counted, from 1 to 3.</summary>
    public int Level { get; init; } = 2;

    /// <summary>Kinds of things that may fail; empty for all.</summary>
    public IReadOnlyCollection<DcPartKind> Kinds { get; init; } = [];

    /// <summary>Names of the services that matter; empty for all that are not auxiliary.</summary>
    public IReadOnlyCollection<string> Services { get; init; } = [];

    /// <summary>How many changes to name, the best first.</summary>
    public int Count { get; init; } = 5;
}
