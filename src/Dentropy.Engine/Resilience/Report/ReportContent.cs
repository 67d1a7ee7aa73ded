using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Report;

/// <summary>What one failure does to each service.</summary>
/// <param name="Lost">What fails.</param>
/// <param name="Services">Its meaning for every service of the page.</param>
public sealed record ReportFailure(IReadOnlyList<DcPart> Lost, IReadOnlyList<DcFailureResult> Services);

/// <summary>Everything that is on the page. The same content gives the same page, byte for byte.</summary>
public sealed record ReportContent
{
    /// <summary>The cloud.</summary>
    public required CloudModel Model { get; init; }

    /// <summary>What the page is called, e.g. the name of the cloud's folder.</summary>
    public required string Title { get; init; }

    /// <summary>The moment that it was made at; shown in UTC.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>Names of the services that are promised, in the order of the columns.</summary>
    public required IReadOnlyList<string> Services { get; init; }

    /// <summary>Every single failure.</summary>
    public required IReadOnlyList<ReportFailure> Singles { get; init; }

    /// <summary>How many things at once were looked at.</summary>
    public int Level { get; init; } = 2;

    /// <summary>Failures of several things that some service survives unless all of them fail at once.</summary>
    public IReadOnlyList<DcResilienceResult> Combined { get; init; } = [];

    /// <summary>What to change, the most useful first.</summary>
    public IReadOnlyList<DcResilienceAdvice> Advice { get; init; } = [];
}
