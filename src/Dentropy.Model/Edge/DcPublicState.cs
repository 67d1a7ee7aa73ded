namespace Dentropy.Edge;

/// <summary>Whether a public endpoint, or the way to one of its load balancers, works.</summary>
public enum DcPublicState
{
    /// <summary>Nothing gets through, or it does not run.</summary>
    Down,

    /// <summary>Some of it works.</summary>
    Degraded,

    /// <summary>All of it works.</summary>
    Up,
}
