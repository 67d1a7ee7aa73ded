using System.Globalization;
using Dentropy.Engine.Storage.Ceph.Margins;
using Dentropy.Storage;

namespace Dentropy.Engine.Storage.Ceph.Reading;

/// <summary>The state of a cluster in one or two sentences.</summary>
internal static class CephSummary
{
    /// <summary>What is wrong and what to do first; where nothing is wrong, what there is and what may fail.</summary>
    public static string Of(DcCephHealth health)
    {
        var open = health.Checks.Where(check => !check.IsMuted).ToList();
        var muted = health.Checks.Count - open.Count;
        if (open.Count == 0)
            return $"{(health.Status == DcCephStatus.Ok ? "Nothing is wrong" : $"Ceph says {Word(health.Status)} and names no reason")}: {Parts(health)}.{May(health.Margin)}{Muted(muted)}";
        var more = (open.Count - 1) switch
        {
            0 => "",
            1 => $" There is one thing more ({open[1].Code}).",
            var others => string.Create(CultureInfo.InvariantCulture, $" There are {others} things more ({string.Join(", ", open.Skip(1).Take(3).Select(check => check.Code))}{(others > 3 ? ", ..." : "")})."),
        };
        return $"{Sentence(open[0].Meaning)} {Sentence(open[0].NextStep)}{more}{Muted(muted)}";
    }

    /// <summary>Ceph's own word for a status.</summary>
    public static string Word(DcCephStatus status) => status switch
    {
        DcCephStatus.Ok => "HEALTH_OK",
        DcCephStatus.Warning => "HEALTH_WARN",
        _ => "HEALTH_ERR",
    };

    private static string Parts(DcCephHealth health)
    {
        var quorum = health.Monitors.Count(monitor => monitor.InQuorum);
        return MarginWords.List([
            health.Monitors.Count == 1 ? "one monitor runs" : quorum == health.Monitors.Count ? $"{quorum} monitors agree" : $"{quorum} of {health.Monitors.Count} monitors agree",
            health.OsdsUp == health.Osds ? $"{Count(health.Osds, "OSD")} run{(health.Osds == 1 ? "s" : "")}" : $"{health.OsdsUp} of {Count(health.Osds, "OSD")} run",
            .. health.Capacity is { } space ? [space.ToString()] : Array.Empty<string>(),
        ]);
    }

    private static string May(DcCephMargin? margin) => margin switch
    {
        null => "",
        { HostsUntilUnavailable: 0, OsdsUntilUnavailable: 0 } => " No further OSD may fail, or some data is not served.",
        { HostsUntilUnavailable: 0 } => $" {Cap(Number(margin.OsdsUntilUnavailable, "more OSD"))} may fail, but no whole host.",
        _ => $" {Cap(Number(margin.HostsUntilUnavailable, "more host"))} may fail and all data is still served.",
    };

    private static string Muted(int muted) => muted switch
    {
        0 => "",
        1 => " One check is muted.",
        _ => string.Create(CultureInfo.InvariantCulture, $" {muted} checks are muted."),
    };

    private static string Sentence(string text) => text.EndsWith('.') ? text : text + ".";

    private static string Count(int count, string word) => string.Create(CultureInfo.InvariantCulture, $"{count} {word}{(count == 1 ? "" : "s")}");

    private static string Number(int count, string words) => count == 1 ? $"one {words}" : Count(count, words);

    private static string Cap(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
