namespace Dentropy.Engine.Docker.Helper;

/// <summary>What a guard can do to take back a step.</summary>
public enum GuardActionKind
{
    /// <summary>Starts a container; nothing where it runs.</summary>
    StartContainer,

    /// <summary>Lets a paused container go on; nothing where it is not paused.</summary>
    UnpauseContainer,

    /// <summary>Stops a container, after its own grace.</summary>
    StopContainer,

    /// <summary>Removes a container and its anonymous volumes, running or not.</summary>
    RemoveContainer,

    /// <summary>Gives a container a name; nothing where it has it. The target is the container's id, a colon and the name.</summary>
    RenameContainer,

    /// <summary>Removes a volume.</summary>
    RemoveVolume,

    /// <summary>Removes a network.</summary>
    RemoveNetwork,

    /// <summary>Removes an image.</summary>
    RemoveImage,

    /// <summary>Removes a folder of the node with all that is in it.</summary>
    RemoveFolder,

    /// <summary>Removes all that is in a folder of the node, and leaves the folder.</summary>
    EmptyFolder,

    /// <summary>Waits for so many seconds, where the undo was not asked for: time for another node's guard to act first.</summary>
    Pause,
}

/// <summary>One step of an undo.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Target">Id or name of the thing; for a folder its absolute path on the node, below one of <see cref="GuardSettings.HostPaths"/>.</param>
public sealed record GuardAction(GuardActionKind Kind, string Target);

/// <summary>What a guard is made for.</summary>
public sealed record GuardSettings
{
    /// <summary>Name of the app; one guard at a time can stand for it on a node.</summary>
    public required string App { get; init; }

    /// <summary>The run that it belongs to.</summary>
    public required string RunId { get; init; }

    /// <summary>Absolute folders of the node, each there already, below which <see cref="GuardActionKind.RemoveFolder"/> may remove.</summary>
    public IReadOnlyList<string> HostPaths { get; init; } = [];

    /// <summary>How long another run of the app is waited for; null to refuse at once.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Image whose programs are used instead of the node's; null for the node's.</summary>
    public string? HelperImage { get; init; }

    /// <summary>Silence of ours after which the guard acts; tests shorten it.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long the guard goes on looking after an undo that we did not ask for: longer than the longest stop that we may have asked the
    /// engine for, since such a stop ends whether we are there or not.
    /// </summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a step that fails is tried again.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);
}
