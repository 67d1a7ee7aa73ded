using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Report;

/// <summary>Words and orders that the parts of the page share.</summary>
internal static class ReportWords
{
    /// <summary>The order of the kinds on the page: what takes most with it first.</summary>
    public static IReadOnlyList<DcPartKind> Kinds { get; } =
    [
        DcPartKind.Site, DcPartKind.Power, DcPartKind.Switch, DcPartKind.Uplink, DcPartKind.Provider, DcPartKind.Link, DcPartKind.Node, DcPartKind.Osd,
    ];

    public static string Heading(DcPartKind kind, int count) => $"{(count == 1 ? One(kind) : Many(kind))} ({count})";

    public static string One(DcPartKind kind) => kind switch
    {
        DcPartKind.Site => "Site",
        DcPartKind.Power => "Power feed",
        DcPartKind.Switch => "Switch",
        DcPartKind.Uplink => "Uplink",
        DcPartKind.Provider => "Provider",
        DcPartKind.Link => "Cable",
        DcPartKind.Osd => "OSD",
        _ => "Node",
    };

    /// <summary>Parts with a plus between them.</summary>
    public static string Parts(IEnumerable<DcPart> parts) => string.Join(" + ", parts);

    /// <summary>A list in a sentence.</summary>
    public static string List(IReadOnlyList<string> words, int most = int.MaxValue)
    {
        if (words.Count > most)
            return $"{string.Join(", ", words.Take(most))} and {words.Count - most} more";
        return words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.Take(words.Count - 1))} and {words[^1]}";
    }

    public static string Count(int count, string one, string many) => $"{count} {(count == 1 ? one : many)}";

    private static string Many(DcPartKind kind) => kind == DcPartKind.Switch ? "Switches" : One(kind) + "s";
}
