namespace Dentropy.Backups;

/// <summary>One thing that a restore or a move would do.</summary>
public sealed record DcRestoreStep
{
    /// <summary>What would be done: <c>Check</c>, <c>LoadImage</c>, <c>PullImage</c>, <c>CreateNetwork</c>, <c>CreateVolume</c>, <c>CreateFolder</c>, <c>FillVolume</c>, <c>CreateContainer</c>, <c>StartContainer</c>, <c>StopContainer</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What it would be done to.</summary>
    public required string Target { get; init; }

    /// <summary>How, in words.</summary>
    public string Detail { get; init; } = "";
}
