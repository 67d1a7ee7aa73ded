using System.Globalization;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Edge.Public;

/// <summary>Whether the firewall that Dentropy keeps on the public node lets the endpoint's clients in. It is told, and never opened here.</summary>
internal static class PublicFirewall
{
    public static async Task<IReadOnlyList<string>> NotesAsync(INodeStore store, ILinkPool links, DcNode node, PublicState state, CancellationToken cancellationToken)
    {
        IReadOnlyList<DcFirewallRule> rules;
        try
        {
            rules = (await new NodeFirewall(store, links).ReadAsync(node, cancellationToken).ConfigureAwait(false)).Rules;
        }
        catch (DentropyException)
        {
            // A node without a packet filter has none of our rules.
            return [];
        }

        var wanted = PublicPort.ParseAll(state.Ports).Select(port => ("tcp", port.Public));
        if (state.Tunnels.Any(tunnel => tunnel.Kind == DcTunnelKind.WireGuard))
            wanted = wanted.Append(("udp", state.WireGuardPort));
        return [.. wanted.Select(one => (one, Rule: Refusing(rules, one.Item1, one.Item2))).Where(one => one.Rule is not null).Select(one => string.Create(
            CultureInfo.InvariantCulture,
            $"The firewall of node '{node.Name}' does not let {one.one.Item1} port {one.one.Item2} in (rule '{one.Rule}'). If that is not meant: New-DcFirewallRule public-{one.one.Item1}-{one.one.Item2} -Node {node.Name} -Protocol {one.one.Item1} -Port {one.one.Item2} -Action Accept -Priority 100"))];
    }

    /// <summary>The first rule that keeps anybody out; null where all are let in.</summary>
    internal static string? Refusing(IEnumerable<DcFirewallRule> rules, string protocol, int port)
    {
        foreach (var rule in rules.Where(rule => rule.Direction == DcFirewallDirection.Input && rule.Raw is null).OrderBy(rule => rule.Priority))
        {
            var covers = (rule.Protocol.Count == 0 || rule.Protocol.Contains(protocol, StringComparer.OrdinalIgnoreCase)) && (rule.Port.Count == 0 || rule.Port.Any(range => Holds(range, port)))
                && (rule.State.Count == 0 || rule.State.Contains(DcConnectionState.New)) && rule.Destination.Count == 0 && rule.Interface is null;
            if (!covers)
                continue;
            var everybody = rule.Source.Count == 0 || rule.Source.Contains("any", StringComparer.OrdinalIgnoreCase);
            if (rule.Action == DcFirewallAction.Accept ? rule.Only && !everybody : everybody)
                return rule.Name;
            if (everybody)
                return null;
        }

        return null;
    }

    private static bool Holds(string range, int port)
    {
        var ends = range.Split('-', ':');
        return int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from) && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var to) && port >= from && port <= to;
    }
}
