namespace Dentropy.Apps;

/// <summary>What the containers of an app do, taken together.</summary>
public enum DcAppState
{
    /// <summary>No container is there.</summary>
    Missing,

    /// <summary>None runs.</summary>
    Stopped,

    /// <summary>Some run, others do not.</summary>
    Partial,

    /// <summary>All run that are meant to; jobs that ended with 0 count as done.</summary>
    Running,

    /// <summary>All that run are paused.</summary>
    Paused,

    /// <summary>At least one is being restarted again and again.</summary>
    Restarting,
}
