using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;

namespace Dentropy.Engine.Tests.Edge.Firewall;

internal static class Rules
{
    public static DcFirewallRule Web { get; } = new() { Name = "web", Protocol = ["tcp"], Port = ["80", "443"] };

    /// <summary>The lines of a rule in one chain, as they would be typed behind its name.</summary>
    public static IReadOnlyList<string> Lines(DcFirewallRule rule, int version = 4, string? chain = null) =>
        [.. RuleWriter.Write(RuleCheck.Checked(rule)).Where(line => line.Version == version && (chain is null ? line.Chain != FirewallChains.Docker : line.Chain == chain)).Select(line => line.Text)];

    public static string ErrorOf(Action action)
    {
        try
        {
            action();
            return "";
        }
        catch (DentropyException e)
        {
            return e.ErrorId;
        }
    }
}
