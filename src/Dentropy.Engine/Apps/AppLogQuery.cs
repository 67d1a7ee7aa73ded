namespace Dentropy.Engine.Apps;

/// <summary>Which lines of an app's logs are wanted.</summary>
public sealed record AppLogQuery
{
    /// <summary>Whether to go on as new lines come, until every container has ended or the caller stops.</summary>
    public bool Follow { get; init; }

    /// <summary>How many of the last lines of each container; null for all.</summary>
    public int? Tail { get; init; }

    /// <summary>Only lines of this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only lines before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Names of the only services that are read; empty for all.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];
}
