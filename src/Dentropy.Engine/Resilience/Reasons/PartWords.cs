using System.Globalization;
using Dentropy.Engine.Inventory;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Reasons;

/// <summary>Parts and lists as sentences say them.</summary>
internal static class PartWords
{
    private const int MostNames = 3;

    /// <summary>Hit parts, folded where there are many: <c>pi1 and pi2</c>, <c>worker[1-9] and osds 3 and 4</c>.</summary>
    public static string Hits(IEnumerable<DcPart> parts) => ByKind(parts, nodes: false);

    /// <summary>What fails: <c>nodes pi1 and pi2 and switch sw1</c>.</summary>
    public static string Causes(IEnumerable<DcPart> parts) => ByKind(parts, nodes: true);

    private static string ByKind(IEnumerable<DcPart> parts, bool nodes) => And([.. parts.GroupBy(part => part.Kind).Select(group =>
    {
        IReadOnlyList<string> names = [.. group.Select(part => Shown.Text(part.Name))];
        var kind = group.Key == DcPartKind.Node && !nodes ? "" : Kind(group.Key) + (names.Count == 1 ? " " : group.Key switch
        {
            DcPartKind.Switch => "es ",
            DcPartKind.Power => " ",
            _ => "s ",
        });
        return kind + (names.Count <= MostNames ? And(names) : NodeSet.Fold(names));
    })]);

    public static string And(IReadOnlyList<string> words) => words.Count switch
    {
        0 => "",
        1 => words[0],
        _ => $"{string.Join(", ", words.Take(words.Count - 1))} and {words[^1]}",
    };

    /// <summary>The first few, and how many more.</summary>
    public static string Few(IReadOnlyList<string> words) =>
        words.Count <= MostNames ? And(words) : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", words.Take(MostNames - 1))} and {words.Count - MostNames + 1} more");

    private static string Kind(DcPartKind kind) => kind switch
    {
        DcPartKind.Node => "node",
        DcPartKind.Switch => "switch",
        DcPartKind.Link => "cable",
        DcPartKind.Power => "power",
        DcPartKind.Site => "site",
        DcPartKind.Uplink => "uplink",
        DcPartKind.Provider => "provider",
        _ => "osd",
    };
}
