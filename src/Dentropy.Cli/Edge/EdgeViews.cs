using Dentropy.Edge;

namespace Dentropy.Cli.Edge;

// What was done to one node, in JSON and YAML.
internal sealed record EdgeChangeView(string Node, bool Changed, IReadOnlyList<string> Difference, IReadOnlyList<string> Notes);

// A rule in JSON and YAML. Every property is always there.
internal sealed record FirewallRuleView(
    string Node,
    string Name,
    int Priority,
    string? Direction,
    string? Action,
    IReadOnlyList<string> Protocol,
    IReadOnlyList<string> Port,
    IReadOnlyList<string> Source,
    IReadOnlyList<string> Destination,
    string? Interface,
    string? OutInterface,
    IReadOnlyList<string> State,
    string? RateLimit,
    bool Only,
    bool Log,
    string? Family,
    string? Raw,
    string? Table,
    string? Chain,
    long Packets,
    long Bytes,
    long Refused,
    string Status,
    string? Cloud)
{
    public static FirewallRuleView Of(DcFirewallRule rule) => new(
        rule.Node,
        rule.Name,
        rule.Priority,
        rule.Raw is null ? rule.Direction.ToString() : null,
        rule.Raw is null ? rule.Action.ToString() : null,
        rule.Protocol,
        rule.Port,
        rule.Source,
        rule.Destination,
        rule.Interface,
        rule.OutInterface,
        [.. rule.State.Select(state => state.ToString())],
        rule.RateLimit,
        rule.Only,
        rule.Log,
        rule.Family?.ToString(),
        rule.Raw,
        rule.Table,
        rule.Chain,
        rule.Packets,
        rule.Bytes,
        rule.Refused,
        rule.Status.ToString(),
        rule.Cloud);
}

internal sealed record PortForwardView(
    string Node, string Name, IReadOnlyList<string> Protocol, string Port, string Address, int? ToPort, string? Interface, IReadOnlyList<string> Source, long Connections, long Packets, long Bytes, string Status, string? Cloud)
{
    public static PortForwardView Of(DcPortForward one) => new(
        one.Node, one.Name, one.Protocol, one.Port, one.Address, one.ToPort, one.Interface, one.Source, one.Connections, one.Packets, one.Bytes, one.Status.ToString(), one.Cloud);
}

internal sealed record GatewayView(
    string Node,
    string Outside,
    IReadOnlyList<string> Inside,
    IReadOnlyList<string> Network,
    bool Masquerade,
    IReadOnlyList<PortForwardView> Forwards,
    long PacketsOut,
    long BytesOut,
    long PacketsIn,
    long BytesIn,
    long Refused,
    string Status,
    string? Cloud)
{
    public static GatewayView Of(DcGateway one) => new(
        one.Node, one.Outside, one.Inside, one.Network, one.Masquerade, [.. one.Forwards.Select(PortForwardView.Of)], one.PacketsOut, one.BytesOut, one.PacketsIn, one.BytesIn, one.Refused, one.Status.ToString(), one.Cloud);
}
