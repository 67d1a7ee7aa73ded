namespace Dentropy.Engine.Apps;

/// <summary>How an app is removed.</summary>
public sealed record AppRemovalSettings
{
    /// <summary>Whether its volumes are removed with all that is in them. Those of other apps, external ones and bind mounts never are.</summary>
    public bool Volumes { get; init; }

    /// <summary>Time that each container has to end by itself; null for the container's own.</summary>
    public TimeSpan? Grace { get; init; }
}
