namespace Dentropy.Engine.Security.Look;

/// <summary>What a packet filter does with a new connection from elsewhere; the more open, the greater.</summary>
internal enum FilterVerdict
{
    /// <summary>It lets nobody in.</summary>
    Closed,

    /// <summary>It lets some in: by address, by interface, or so many at a time.</summary>
    Some,

    /// <summary>It lets anybody in.</summary>
    Open,
}
