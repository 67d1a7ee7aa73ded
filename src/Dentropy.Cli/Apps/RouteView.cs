using Dentropy.Apps;

namespace Dentropy.Cli.Apps;

// A route in JSON and YAML. Every property is always there.
internal sealed record RouteView(
    string? App,
    string Node,
    string? Service,
    IReadOnlyList<string> Hostnames,
    string? Rule,
    string Via,
    string? Id,
    IReadOnlyList<string> EntryPoints,
    bool Tls,
    string? CertificateResolver,
    int? Port,
    string? Target,
    bool Enabled,
    string Action,
    IReadOnlyList<RouteChangeView> Changes,
    bool Applied,
    double? DowntimeSeconds,
    IReadOnlyList<string> Warnings,
    string? Cloud)
{
    public static RouteView Of(DcAppRoute route) => new(
        route.App,
        route.Node,
        route.Service,
        route.Hostnames,
        route.Rule,
        route.Via,
        route.Id,
        route.EntryPoints,
        route.Tls,
        route.CertificateResolver,
        route.Port,
        route.Target,
        route.Enabled,
        route.Action.ToString(),
        [.. route.Changes.Select(change => new RouteChangeView(change.Item, change.Name, change.Old, change.New))],
        route.Applied,
        route.Downtime?.TotalSeconds,
        route.Warnings,
        route.Cloud);
}

internal sealed record RouteChangeView(string Item, string Name, string? Old, string? New);
