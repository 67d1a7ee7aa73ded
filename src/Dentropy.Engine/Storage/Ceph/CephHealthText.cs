using System.Globalization;
using Dentropy.Engine.Storage.Ceph.Reading;
using Dentropy.Storage;

namespace Dentropy.Engine.Storage.Ceph;

/// <summary>The health of a cluster as text for people.</summary>
public static class CephHealthText
{
    /// <summary>What is wrong and what to do, then what there is and how much more may fail.</summary>
    /// <param name="health">The health.</param>
    /// <returns>Lines; those of one check stand together.</returns>
    public static IReadOnlyList<string> Lines(DcCephHealth health)
    {
        ArgumentNullException.ThrowIfNull(health);
        List<string> lines = [$"{health.Cluster}: {CephSummary.Word(health.Status)}", health.Summary, ""];
        foreach (var check in health.Checks)
        {
            lines.Add($"{Severity(check)} {check.Code}: {check.Message}");
            lines.Add($"      {check.Meaning}");
            lines.Add($"      Next: {check.NextStep}");
            lines.AddRange(check.Detail.Select(detail => $"      - {detail.Trim()}"));
        }

        if (health.Checks.Count > 0)
            lines.Add("");
        lines.Add($"Monitors  {Monitors(health)}");
        lines.Add($"Managers  {health.ActiveManager ?? "none at work"}{(health.StandbyManagers.Count > 0 ? $"; standing by: {string.Join(", ", health.StandbyManagers)}" : "")}");
        lines.Add(Text($"OSDs      {health.Osds}: {health.OsdsUp} up, {health.OsdsIn} in"));
        lines.Add($"Groups    {(health.GroupStates.Count > 0 ? string.Join(", ", health.GroupStates) : "none")}");
        if (health.Capacity is { } space)
            lines.Add($"Space     {Space(space)}");
        if (health.Margin is { } margin)
        {
            lines.Add($"May fail  {May(margin)}");
            lines.AddRange(margin.Reasons.Select(reason => $"          {reason}"));
        }

        lines.AddRange(health.Notes.Select(note => $"Note      {note}"));
        return lines;
    }

    /// <summary>Space in one line: how much is used, what is fullest, and when the warning is reached.</summary>
    /// <param name="space">Space.</param>
    /// <returns>The line.</returns>
    public static string Space(DcCephCapacity space)
    {
        ArgumentNullException.ThrowIfNull(space);
        var fullest = space.FullestOsd is { } osd ? Text($"; fullest {osd} with {space.FullestPercent:0.0} % (warning at {space.NearFullPercent:0.#} %)") : "";
        var soon = space.NearFullTime is { } time ? Text($"; the warning is reached about {time.ToLocalTime():yyyy-MM-dd HH:mm}") : "";
        var growth = space.GrowthPerDay is > 0 and { } perDay ? $" (grows by {ByteCount.Text((long)perDay)} a day)" : "";
        return Text($"{space.UsedPercent:0.0} % of {ByteCount.Text(space.Total)} used{fullest}{soon}{growth}");
    }

    /// <summary>How much more may fail, in one line.</summary>
    /// <param name="margin">The margin.</param>
    /// <returns>The line.</returns>
    public static string May(DcCephMargin margin)
    {
        ArgumentNullException.ThrowIfNull(margin);
        var monitors = margin.Monitors is { } count ? $", {Count(count, "monitor")}" : "";
        return $"{Count(margin.OsdsUntilUnavailable, "OSD")}, {Count(margin.HostsUntilUnavailable, "host")}{monitors} with all data still served; {Count(margin.OsdsUntilLost, "OSD")}, {Count(margin.HostsUntilLost, "host")} with none lost";
    }

    private static string Severity(DcCephCheck check) => check switch
    {
        { IsMuted: true } => "muted",
        { Severity: DcCephStatus.Error } => "ERROR",
        _ => "warn ",
    };

    private static string Monitors(DcCephHealth health)
    {
        var agree = health.Monitors.Where(monitor => monitor.InQuorum).Select(monitor => monitor.IsLeader ? $"{monitor.Name} (leads)" : monitor.Name).ToList();
        var outside = health.Monitors.Where(monitor => !monitor.InQuorum).Select(monitor => monitor.Name).ToList();
        return $"{(agree.Count > 0 ? string.Join(", ", agree) : "none in the quorum")}{(outside.Count > 0 ? $"; out of quorum: {string.Join(", ", outside)}" : "")}";
    }

    private static string Count(int count, string word) => Text($"{count} {word}{(count == 1 ? "" : "s")}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
