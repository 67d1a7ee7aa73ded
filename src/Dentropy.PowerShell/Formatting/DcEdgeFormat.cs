using Dentropy.Edge;

namespace Dentropy.PowerShell.Formatting;

// Columns of the views of firewalls and gateways.
public static class DcEdgeFormat
{
    public static string Direction(DcFirewallRule? rule) => rule is null ? "" : rule.Raw is null ? rule.Direction.ToString() : rule.Chain ?? "";

    public static string Action(DcFirewallRule? rule) => rule is null ? "" : rule.Raw is null ? rule.Action.ToString() : "raw";

    public static string Match(DcFirewallRule? rule) => rule?.Describe() ?? "";

    public static string Refused(DcFirewallRule? rule) =>
        rule is null || (rule.RateLimit is null && !rule.Only) ? "" : rule.Refused.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public static string List(IReadOnlyList<string>? values) => values is null ? "" : string.Join(", ", values);

    public static string Tunnels(DcPublicEndpoint? endpoint) => endpoint is null ? "" : string.Join(", ", endpoint.To);

    public static string Target(DcPortForward? forward) =>
        forward is null ? "" : forward.ToPort is not { } port ? forward.Address : forward.Address.Contains(':', StringComparison.Ordinal) ? $"[{forward.Address}]:{port}" : $"{forward.Address}:{port}";
}
