namespace Dentropy.Engine.Nodes;

/// <summary>How nodes are restarted or stopped.</summary>
public sealed record NodePowerSettings
{
    /// <summary>Whether to wait until a restarted node is back, or a stopped one is off.</summary>
    public bool Wait { get; init; }

    /// <summary>With <see cref="Wait"/>: how long one node may take, from the request on.</summary>
    public TimeSpan WaitLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many nodes may be down at the same time when restarts are waited for, at least 1.</summary>
    public int MaxUnavailable { get; init; } = 1;

    /// <summary>Whether a rolling restart goes on after a node failed or did not come back.</summary>
    public bool ContinueOnFailure { get; init; }

    /// <summary>Whether this machine itself may be restarted or stopped.</summary>
    public bool AllowLocal { get; init; }

    /// <summary>How many nodes are asked at the same time where nothing rolls, at least 1.</summary>
    public int ThrottleLimit { get; init; } = 64;

    /// <summary>Time to connect to a node and have it take the request.</summary>
    public TimeSpan RequestLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause before the first look at a node that went down; later pauses grow to eight times that.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(250);
}
