namespace Dentropy.Storage;

/// <summary>
/// How many more may fail at once, in the worst case, before Ceph has healed anything. A number is the largest for which every choice of
/// that many is survived, so 0 means that there is one whose failure is not.
/// </summary>
public sealed record DcCephMargin
{
    /// <summary>OSDs, before some data is not served.</summary>
    public int OsdsUntilUnavailable { get; init; }

    /// <summary>OSDs, before some data is lost for good.</summary>
    public int OsdsUntilLost { get; init; }

    /// <summary>Hosts, before some data is not served.</summary>
    public int HostsUntilUnavailable { get; init; }

    /// <summary>Hosts, before some data is lost for good.</summary>
    public int HostsUntilLost { get; init; }

    /// <summary>Monitors, before the cluster stands still; null where only a pool was looked at.</summary>
    public int? Monitors { get; init; }

    /// <summary>A smallest choice of OSDs that must not fail together, e.g. <c>osd.1</c>, <c>osd.4</c>: some data would not be served.</summary>
    public IReadOnlyList<string> WorstOsds { get; init; } = [];

    /// <summary>A smallest choice of hosts that must not fail together.</summary>
    public IReadOnlyList<string> WorstHosts { get; init; } = [];

    /// <summary>Why it is no more, a sentence each.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>The first number of each.</summary>
    public override string ToString() =>
        $"{Count(OsdsUntilUnavailable, "OSD")}, {Count(HostsUntilUnavailable, "host")}{(Monitors is { } monitors ? $", {Count(monitors, "monitor")}" : "")}";

    private static string Count(int count, string word) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count} {word}{(count == 1 ? "" : "s")}");
}
