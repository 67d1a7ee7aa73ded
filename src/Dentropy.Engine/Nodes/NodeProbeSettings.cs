namespace Dentropy.Engine.Nodes;

/// <summary>How nodes are looked at, and from where on something is a problem.</summary>
public sealed record NodeProbeSettings
{
    /// <summary>How many nodes are looked at at the same time, at least 1.</summary>
    public int ThrottleLimit { get; init; } = 64;

    /// <summary>Time for one node, connecting included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A file system that is fuller than this, in percent, is a problem.</summary>
    public double DiskUsedLimit { get; init; } = 90;

    /// <summary>Less memory available than this, in percent of all, is a problem.</summary>
    public double MemoryAvailableLimit { get; init; } = 5;

    /// <summary>A sensor that is hotter than this, in degrees Celsius, is a problem.</summary>
    public double TemperatureLimit { get; init; } = 80;

    /// <summary>A clock that is certainly further off than this is a problem.</summary>
    public TimeSpan ClockSkewLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether an account that can neither be nor become root is a problem.</summary>
    public bool SudoExpected { get; init; } = true;
}
