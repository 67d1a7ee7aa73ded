using Dentropy.Dns;
using Dentropy.Engine.Dns.Records;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Dns.Plans;

/// <summary>Reads what a plan's file says of one name: an address or several, one record, or a list of records.</summary>
/// <param name="pieces">The file.</param>
/// <param name="zone">The zone.</param>
internal sealed class DnsPlanRecords(DnsPlanPieces pieces, string zone)
{
    private static readonly string[] s_keys = ["type", "value", "values", "inside", "outside", "ttl", "proxied", "comment"];

    public IEnumerable<DnsPlanSet> Read(string key, YamlPiece piece)
    {
        var name = pieces.At(piece.Line, () => DnsNames.Parse(key, zone));
        if (!DnsNames.IsWithin(name, zone))
            throw pieces.Wrong(piece.Line, $"{name} does not lie in the zone {zone}");
        return piece switch
        {
            YamlMap => Record(name, piece),
            YamlList { Items: [YamlMap, ..] } list => list.Items.SelectMany(item => Record(name, item)),
            _ => Typed(name, null, pieces.Texts(piece, name), piece.Line).Select(typed => Set(name, typed, view: null, piece.Line)),
        };
    }

    private List<DnsPlanSet> Record(string name, YamlPiece piece)
    {
        var keys = pieces.Map(piece, name, s_keys);
        var type = pieces.Text(keys, "type") is { } text ? pieces.At(keys["type"].Line, () => DnsValues.Type(text)) : null;
        if (type is "SOA")
            throw pieces.Wrong(keys["type"].Line, "the SOA record belongs to the place itself");
        var sets = new List<DnsPlanSet>();
        foreach (var (word, view) in new (string, DcDnsView?)[] { ("value", null), ("values", null), ("inside", DcDnsView.Inside), ("outside", DcDnsView.Outside) })
        {
            if (keys.GetValueOrDefault(word) is { } values)
                sets.AddRange(Typed(name, type, pieces.Texts(values, word), values.Line).Select(typed => Set(name, typed, view, piece.Line)));
        }

        if (sets.Count == 0)
            throw pieces.Wrong(piece.Line, $"{name} has no value; write value, values, or inside and outside");
        if (keys.ContainsKey("values") && keys.ContainsKey("value"))
            throw pieces.Wrong(piece.Line, $"{name} has both value and values; write one of them");
        var (time, proxied, comment) = (pieces.Time(keys, "ttl"), pieces.Flag(keys, "proxied"), pieces.Text(keys, "comment"));
        return sets.ConvertAll(set => set with { TimeToLive = time, Proxied = proxied, Comment = comment });
    }

    private IReadOnlyList<(string Type, IReadOnlyList<string> Values)> Typed(string name, string? type, IReadOnlyList<string> values, int line) =>
        pieces.At(line, () => Changes.DnsSets.Typed(name, type, values, zone).ToList());

    private static DnsPlanSet Set(string name, (string Type, IReadOnlyList<string> Values) typed, DcDnsView? view, int line) =>
        new() { Name = name, Type = typed.Type, Line = line, View = view, Values = typed.Values };
}
