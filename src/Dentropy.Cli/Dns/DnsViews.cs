using Dentropy.Dns;

namespace Dentropy.Cli.Dns;

// A record in JSON and YAML. The time to live is in seconds.
internal sealed record DnsRecordView(
    string Name, string Type, string Value, string Zone, string Place, string View, double? TimeToLive, bool? Proxied, string? Comment, bool Owned, string? Id)
{
    public static DnsRecordView Of(DcDnsRecord record) => new(
        record.Name,
        record.Type,
        record.Value,
        record.Zone,
        record.Place,
        record.View.ToString(),
        record.TimeToLive?.TotalSeconds,
        record.Proxied,
        record.Comment,
        record.Owned,
        record.Id);
}

// A change of all records of one name and type.
internal sealed record DnsChangeView(
    string Action, string Name, string Type, string Zone, string Place, string View, IReadOnlyList<DnsRecordView> Before, IReadOnlyList<DnsRecordView> After, bool Applied, string? Note)
{
    public static DnsChangeView Of(DcDnsChange change) => new(
        change.Action.ToString(),
        change.Name,
        change.Type,
        change.Zone,
        change.Place,
        change.View.ToString(),
        [.. change.Before.Select(DnsRecordView.Of)],
        [.. change.After.Select(DnsRecordView.Of)],
        change.Applied,
        change.Note);
}

// What a file of records asks for.
internal sealed record DnsPlanView(
    string Path, IReadOnlyList<string> Zones, IReadOnlyList<DnsChangeView> Changes, int Unchanged, int Foreign, int Removals, string? Guard, IReadOnlyList<string> Problems)
{
    public static DnsPlanView Of(DcDnsPlan plan) =>
        new(plan.Path, plan.Zones, [.. plan.Changes.Select(DnsChangeView.Of)], plan.Unchanged, plan.Foreign, plan.Removals, plan.Guard, plan.Problems);
}
