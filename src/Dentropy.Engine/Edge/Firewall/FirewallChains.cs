using System.Text;

namespace Dentropy.Engine.Edge.Firewall;

/// <summary>Our chains, and what they hold.</summary>
internal static class FirewallChains
{
    /// <summary>For ports that Docker publishes; there only where Docker is.</summary>
    public const string Docker = "DENTROPY-DOCKER";

    public const string Forward = "DENTROPY-FORWARD";

    /// <summary>Where rules may be put, by table (iptables(8), TABLES).</summary>
    public static IReadOnlyDictionary<string, string[]> Hooks { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["filter"] = ["INPUT", "FORWARD", "OUTPUT"],
        ["nat"] = ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"],
        ["mangle"] = ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"],
        ["raw"] = ["PREROUTING", "OUTPUT"],
    };

    /// <summary>Tables, chains and lines of one family, as iptables-restore takes them.</summary>
    public static string Text(IEnumerable<RuleLine> lines, int version, bool docker)
    {
        var text = new StringBuilder();
        foreach (var table in lines.Where(line => line.Version == version).GroupBy(line => line.Table, StringComparer.Ordinal))
        {
            var chains = table.Select(line => line.Chain).Distinct(StringComparer.Ordinal).ToList();
            // Both or none, since their order counts.
            if (table.Key == "filter" && (chains.Remove(Docker) | chains.Remove(Forward)))
                chains.AddRange([Forward, Docker]);
            text.Append('*').Append(table.Key).Append('\n');
            if (docker && table.Key == "filter")
                text.Append(":DOCKER-USER - [0:0]\n");
            foreach (var chain in chains)
                text.Append(':').Append(chain).Append(" - [0:0]\n");
            foreach (var line in table)
                text.Append("-A ").Append(line.Chain).Append(' ').Append(line.Text).Append('\n');
        }

        return text.ToString();
    }
}
