using System.Globalization;
using Dentropy.Cli.Output;
using Dentropy.Dns;

namespace Dentropy.Cli.Dns;

// Records and changes in words, for people.
internal static class DnsText
{
    public static IReadOnlyList<Column<DcDnsRecord>> Columns { get; } =
    [
        new("Name", record => record.Name),
        new("Type", record => record.Type),
        new("Value", record => record.Value),
        new("TTL", record => Time(record.TimeToLive), Right: true),
        new("Proxied", record => record.Proxied == true ? "yes" : ""),
        new("Place", record => record.Place),
        new("View", record => record.View.ToString().ToLowerInvariant()),
        new("Ours", record => record.Owned ? "yes" : ""),
    ];

    public static string Target(DcDnsChange change) => $"{change.Name} {change.Type} at {change.Place}";

    public static string Verb(DcDnsChange change) => change.Action switch
    {
        DcDnsAction.Create => "create",
        DcDnsAction.Update => "change",
        DcDnsAction.Remove => "remove",
        _ => "keep",
    };

    // A + or - and a ~ before each name, as people know it from other plans.
    public static string Line(DcDnsChange change) => change.Action switch
    {
        DcDnsAction.Create => $"+ {Target(change)}: {Values(change.After)}",
        DcDnsAction.Remove => $"- {Target(change)}: {Values(change.Before)}",
        DcDnsAction.Update => $"~ {Target(change)}: {Values(change.Before)} -> {Values(change.After)}",
        _ => $"= {Target(change)}: {Values(change.After)}",
    };

    public static IReadOnlyList<string> Details(DcDnsChange change)
    {
        var details = new List<string>();
        if (change.Before.Count > 0)
            details.Add("from " + Values(change.Before));
        if (change.After.Count > 0)
            details.Add("to " + Values(change.After));
        if (change.Note is { } note)
            details.Add(note);
        return details;
    }

    private static string Values(IReadOnlyList<DcDnsRecord> records) => string.Join(", ", records.Select(record => record.Value)) + Rest(records[0]);

    private static string Rest(DcDnsRecord record)
    {
        var rest = new List<string>();
        if (record.TimeToLive is not null)
            rest.Add($"TTL {Time(record.TimeToLive)}");
        if (record.Proxied == true)
            rest.Add("proxied");
        if (record.Comment is { } comment)
            rest.Add($"'{comment}'");
        return rest.Count > 0 ? $" ({string.Join(", ", rest)})" : "";
    }

    private static string Time(TimeSpan? time) => time is { } span ? span.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) : "";
}
