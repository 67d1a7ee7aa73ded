using System.Globalization;

namespace Dentropy.Engine.Storage.Ceph.Margins;

/// <summary>Why no more may fail, in words.</summary>
internal static class MarginWords
{
    /// <summary>What happens to a group's requests.</summary>
    public static string Unavailable(MarginSearch.Found found, bool hosts)
    {
        var group = found.Group;
        if (found.Parts.Count == 0)
            return group.IsUnfound
                ? $"{Group(group)} is {group.State}: some of its data is on no OSD that runs, so requests for it wait."
                : $"{Group(group)} serves no requests now ({group.State}): {Running(group)}, and {group.Pool.MinSize} {(group.Pool.MinSize == 1 ? "is" : "are")} needed (min_size).";
        var left = group.Whole - found.Copies;
        return $"If {If(found, hosts)}, {Group(group, "group")} has {Left(left, group)} and needs {group.Pool.MinSize} (min_size): its requests wait.";
    }

    /// <summary>What happens to a group's data.</summary>
    public static string Lost(MarginSearch.Found found, bool hosts)
    {
        var group = found.Group;
        if (found.Parts.Count == 0)
            return group.IsUnfound
                ? $"Some data of {Group(group, "group")} is on no OSD that runs ({group.State}): it is there again only if one of those that are down comes back."
                : $"Too little of {Group(group, "group")} runs for its data to be read ({Running(group)}, and {group.Pool.Needed} {(group.Pool.Needed == 1 ? "is" : "are")} needed): it is there again only if OSDs that are down come back.";
        var left = group.Whole - found.Copies;
        return left <= 0
            ? $"If {If(found, hosts)} for good, no whole copy of {Group(group, "group")} is left: its data is lost."
            : $"If {If(found, hosts)} for good, {Left(left, group)} of {Group(group, "group")} {(left == 1 ? "is" : "are")} left and {group.Pool.Needed} are needed: its data is lost.";
    }

    /// <summary>Names with commas, and the last with "and".</summary>
    public static string List(IReadOnlyList<string> names) => names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.Take(names.Count - 1))} and {names[^1]}";

    private static string If(MarginSearch.Found found, bool hosts) => $"{(hosts ? found.Parts.Count == 1 ? "host " : "hosts " : "")}{List(found.Parts)} {(found.Parts.Count == 1 ? "fails" : "fail")}";

    private static string Group(MapGroup group, string word = "Group") => $"{word} {group.Id} of pool {group.Pool.Name}";

    private static string Running(MapGroup group) => group.Serving switch
    {
        0 => $"none of its {group.Pool.Size} {group.Pool.Copies} runs",
        _ => $"{group.Serving} of its {group.Pool.Size} {group.Pool.Copies} run{(group.Serving == 1 ? "s" : "")} ({List([.. group.Copies.Select(ClusterMap.OsdName)])})",
    };

    private static string Left(int left, MapGroup group) => left <= 0 ? $"none of its {group.Pool.Size} {group.Pool.Copies}" : string.Create(CultureInfo.InvariantCulture, $"{left} of its {group.Pool.Size} {group.Pool.Copies}");
}
