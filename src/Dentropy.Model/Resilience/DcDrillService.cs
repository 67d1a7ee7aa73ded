namespace Dentropy.Resilience;

/// <summary>A service of a drill.</summary>
public sealed record DcDrillService
{
    /// <summary>Its name.</summary>
    public required string Service { get; init; }

    /// <summary>Whether it is predicted to work while the failure lasts.</summary>
    public bool Survives { get; init; }

    /// <summary>How to see whether it works: <c>tcp://host:port</c>, an address with http:// or https://, or a command of this machine.</summary>
    public IReadOnlyList<string> Checks { get; init; } = [];

    /// <summary>How many of the checks have to be good for it to count as working.</summary>
    public int Need { get; init; } = 1;

    /// <summary>Why it is predicted so, as in <see cref="DcFailureResult.Reasons"/>.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>The service and the prediction.</summary>
    public override string ToString() => $"{Service}: {(Survives ? "survives" : "does not survive")}";
}
