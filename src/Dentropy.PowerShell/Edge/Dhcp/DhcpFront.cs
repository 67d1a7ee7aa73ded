using Dentropy.Edge;
using Dentropy.Engine.Edge.Dhcp;

namespace Dentropy.PowerShell.Edge.Dhcp;

// What the cmdlets for DHCP say of a plan.
internal static class DhcpFront
{
    public static string Target(DhcpPlan plan) => $"{plan.Name} on {string.Join(", ", plan.Changes.Select(change => change.Node))}";

    public static string Action(DhcpPlan plan) => string.Join("; ", plan.Changes.Select(Action).Distinct(StringComparer.Ordinal));

    public static DentropyException Missing(string what, string name) =>
        new($"{what}NotFound", DentropyErrorCategory.ObjectNotFound, name, $"The nodes that were asked have nothing of the name '{name}'. Get-Dc{what} without a name shows all.");

    private static string Action(DcDhcpChange change) => change.Action switch
    {
        DcDhcpAction.Create => $"Create {Lines(change.LinesAfter)}",
        DcDhcpAction.Remove => $"Remove {Lines(change.LinesBefore)}",
        DcDhcpAction.Update => $"Change {Lines(change.LinesBefore.Except(change.LinesAfter, StringComparer.Ordinal))} to {Lines(change.LinesAfter.Except(change.LinesBefore, StringComparer.Ordinal))}",
        _ => $"Keep as it is on {change.Node}",
    };

    private static string Lines(IEnumerable<string> lines) =>
        string.Join(", ", lines.Where(line => !line.StartsWith('#'))) is { Length: > 0 } text ? text : "nothing";
}
