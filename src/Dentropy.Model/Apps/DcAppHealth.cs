namespace Dentropy.Apps;

/// <summary>What health checks say.</summary>
public enum DcAppHealth
{
    /// <summary>There is no health check.</summary>
    None,

    /// <summary>A check has not answered yet.</summary>
    Starting,

    /// <summary>Every check that there is passes.</summary>
    Healthy,

    /// <summary>At least one check fails.</summary>
    Unhealthy,
}
