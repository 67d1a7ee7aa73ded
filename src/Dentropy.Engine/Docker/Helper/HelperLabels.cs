namespace Dentropy.Engine.Docker.Helper;

/// <summary>Labels on what Dentropy itself puts on a node for the time of a run.</summary>
public static class HelperLabels
{
    /// <summary>What the thing is for: <see cref="Helper"/> or <see cref="Guard"/>.</summary>
    public const string Role = "dentropy.role";

    /// <summary>The run that made it.</summary>
    public const string Run = "dentropy.run";

    /// <summary>The app that a guard is for. Not <c>dentropy.app</c>, since a guard is no part of the app.</summary>
    public const string GuardedApp = "dentropy.guard.app";

    /// <summary>Role of the helper container and its image.</summary>
    public const string Helper = "helper";

    /// <summary>Role of the guard.</summary>
    public const string Guard = "guard";
}
