using Dentropy.Edge;

namespace Dentropy.Engine.Edge.Firewall;

/// <summary>Whether a set fits the node that it is for.</summary>
internal static class FirewallFit
{
    public static void Check(FirewallFacts facts, FirewallSet set, IReadOnlyList<RuleLine> lines)
    {
        // What is there already may name an interface that is away for now.
        var before = Interfaces(facts.Set).ToHashSet(StringComparer.Ordinal);
        foreach (var name in Interfaces(set).Where(name => !before.Contains(name) && !name.EndsWith('+')))
        {
            if (!facts.Interfaces.Contains(name, StringComparer.Ordinal))
                throw FirewallErrors.NoInterface(facts.Node, name, facts.Interfaces);
        }

        if (facts.HasIPv6 || lines.All(line => line.Version == 4))
            return;
        foreach (var rule in set.Rules.Where(rule => RuleWriter.Versions(rule) is [6]))
            throw FirewallErrors.NoIPv6(facts.Node, rule.Name);
        foreach (var range in set.Forwards.Select(forward => forward.Address).Concat(set.Gateway?.Network ?? []).Where(range => AddressRange.Version(range) == 6))
            throw FirewallErrors.NoIPv6(facts.Node, range);
    }

    private static IEnumerable<string> Interfaces(FirewallSet set)
    {
        IEnumerable<string?> names = [.. set.Rules.SelectMany(Of), .. set.Forwards.Select(forward => forward.Interface), set.Gateway?.Outside, .. set.Gateway?.Inside ?? []];
        return names.OfType<string>();

        static string?[] Of(DcFirewallRule rule) => [rule.Interface, rule.OutInterface];
    }
}
