using Dentropy.Engine.Backups.Restore;

namespace Dentropy.Engine.Backups.Move;

/// <summary>How an app is moved.</summary>
public sealed record MoveSettings
{
    /// <summary>The answers for the new node, as for a restore.</summary>
    public RestoreSettings Restore { get; init; } = new();

    /// <summary>Whether the app, with its volumes, is removed from the old node when the new one is healthy; otherwise it is kept there, stopped.</summary>
    public bool RemoveSource { get; init; }

    /// <summary>Paths of the node that are moved along: exact, with wildcards, or <c>*</c> for all that the app mounts.</summary>
    public IReadOnlyList<string> IncludeBindMounts { get; init; } = [];

    /// <summary>Whether large volumes are copied once while the app runs.</summary>
    public bool FirstPass { get; init; } = true;
}
