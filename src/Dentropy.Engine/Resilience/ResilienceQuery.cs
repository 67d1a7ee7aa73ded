using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience;

/// <summary>Which failures to look at, and for which services.</summary>
public sealed record ResilienceQuery
{
    /// <summary>The most things that fail at once, from 1 to 3. Failures of fewer things are looked at too.</summary>
    public int Level { get; init; } = 1;

    /// <summary>Kinds of things that may fail; empty for all.</summary>
    public IReadOnlyCollection<DcPartKind> Kinds { get; init; } = [];

    /// <summary>Names of the services that matter; empty for all that are not auxiliary. An auxiliary one counts where it is named.</summary>
    public IReadOnlyCollection<string> Services { get; init; } = [];

    /// <summary>Only failures that a service does not survive.</summary>
    public bool FailuresOnly { get; init; }

    /// <summary>Only failures of which, for some service, nothing could be left out.</summary>
    public bool MinimalOnly { get; init; }
}
