using Dentropy.Dns;

namespace Dentropy.Cli.Dns;

// A record that followed the public address, in JSON and YAML: its values before and after.
internal sealed record DynamicChangeView(string Action, string Name, string Type, string Zone, string Place, IReadOnlyList<string> Before, IReadOnlyList<string> After)
{
    public static DynamicChangeView Of(DcDnsChange change) => new(
        change.Action.ToString(),
        change.Name,
        change.Type,
        change.Zone,
        change.Place,
        [.. change.Before.Select(record => record.Value)],
        [.. change.After.Select(record => record.Value)]);

    public static string Values(DcDnsChange change) => change.Action == DcDnsAction.Create
        ? $"created with {string.Join(", ", change.After.Select(record => record.Value))}"
        : $"{string.Join(", ", change.Before.Select(record => record.Value))} -> {string.Join(", ", change.After.Select(record => record.Value))}";
}
