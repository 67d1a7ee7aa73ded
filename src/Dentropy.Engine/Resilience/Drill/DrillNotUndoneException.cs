using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Drill;

/// <summary>It could not be seen that everything is as before a drill (<c>DrillNotUndone</c>). What was seen of the services until then is not lost with it.</summary>
/// <param name="nodes">The nodes it could not be seen of.</param>
/// <param name="why">What went wrong at the first of them.</param>
/// <param name="results">One result for each service of the plan.</param>
public sealed class DrillNotUndoneException(IReadOnlyList<string> nodes, string why, IReadOnlyList<DcDrillResult> results) : DentropyException(
    "DrillNotUndone",
    DentropyErrorCategory.InvalidResult,
    string.Join(',', nodes),
    $"It could not be seen that {string.Join(", ", nodes)} {(nodes.Count == 1 ? "is" : "are")} as before: {why.TrimEnd('.')}. A timer on each node undoes the cut by itself; look with Test-DcNode. A restart of the node takes the cut away as well.")
{
    /// <summary>One result for each service of the plan.</summary>
    public IReadOnlyList<DcDrillResult> Results { get; } = results;
}
