namespace Dentropy.Engine.Resilience.Drill;

/// <summary>How a drill is carried out.</summary>
public sealed record DrillSettings
{
    /// <summary>Time between two looks at the services.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one check may take before it counts as failed.</summary>
    public TimeSpan CheckLimit { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How much longer than the drill the timers on the nodes run, so that they end a drill that nobody ends.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long services may take to be well again, and nodes without power to be back.</summary>
    public TimeSpan RecoveryLimit { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long one node may take to be reached and prepared, cut off or put back.</summary>
    public TimeSpan NodeLimit { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>Where a drill is.</summary>
/// <param name="Activity">What goes on, e.g. <c>watching for 60 s</c>.</param>
/// <param name="Unwell">Services that do not work at the moment.</param>
public sealed record DrillProgress(string Activity, IReadOnlyList<string> Unwell);
