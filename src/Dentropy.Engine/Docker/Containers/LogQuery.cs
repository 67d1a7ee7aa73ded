namespace Dentropy.Engine.Docker;

/// <summary>Which of a container's logs to read.</summary>
public sealed record LogQuery
{
    /// <summary>Whether to go on as new lines come, until the container ends or the caller stops.</summary>
    public bool Follow { get; init; }

    /// <summary>How many of the last lines; null for all.</summary>
    public int? Tail { get; init; }

    /// <summary>Only what came at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only what came before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether each line starts with its time (RFC 3339, nanoseconds, UTC) and a space.</summary>
    public bool Timestamps { get; init; }

    /// <summary>Whether standard output is read.</summary>
    public bool Output { get; init; } = true;

    /// <summary>Whether standard error is read.</summary>
    public bool Error { get; init; } = true;
}
