namespace Dentropy.Engine.Apps;

/// <summary>How an app is started, stopped or restarted.</summary>
public sealed record AppPowerSettings
{
    /// <summary>Time that each container has to end by itself before it is killed, in whole seconds; null for the container's own, which is 10 s where it has none.</summary>
    public TimeSpan? Grace { get; init; }

    /// <summary>Whether to wait until the app is up and its health checks pass.</summary>
    public bool Wait { get; init; }

    /// <summary>The longest time for a start, its conditions and <see cref="Wait"/> together.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Full ids of the only containers to touch; null for all of the app's, except those of <c>docker compose run</c> at a start.</summary>
    public IReadOnlyCollection<string>? Containers { get; init; }
}
