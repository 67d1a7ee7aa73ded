using System.Globalization;
using Dentropy.Edge;
using Dentropy.Nodes;

namespace Dentropy.Engine.Edge.Public;

/// <summary>An endpoint as users see it, from its state and haproxy's own figures (its management guide, "show stat").</summary>
internal static class PublicView
{
    public static DcPublicEndpoint Of(DcNode node, PublicState state, PublicFacts facts, DateTimeOffset now)
    {
        var rows = Rows(facts.Stats);
        var tunnels = state.Tunnels.OrderBy(tunnel => tunnel.Node, StringComparer.Ordinal).Select(tunnel => Of(node, state, tunnel, facts, rows, now)).ToList();
        var runs = facts.Running.Contains(PublicPaths.Endpoint) && rows.Count > 0;
        return new DcPublicEndpoint
        {
            Node = node.Name,
            Cloud = node.Cloud,
            Address = state.Address,
            Port = state.Ports,
            ProxyProtocol = state.Proxy,
            HealthCheck = state.Check,
            State = !runs ? DcPublicState.Down : Sum(tunnels.Select(tunnel => tunnel.State)),
            To = tunnels,
        };
    }

    private static DcPublicTunnel Of(DcNode node, PublicState state, PublicTunnel tunnel, PublicFacts facts, IReadOnlyList<Dictionary<string, string>> rows, DateTimeOffset now)
    {
        var own = rows.Where(row => row.GetValueOrDefault("svname") == tunnel.Node).ToList();
        var up = own.Select(row => row.GetValueOrDefault("status", "").StartsWith("UP", StringComparison.Ordinal) && row.GetValueOrDefault("check_status", "") is not ("" or "INI" or "* INI") ? DcPublicState.Up : DcPublicState.Down).ToList();
        // haproxy takes a server for up until it has checked it; ports that are missing do not run.
        var sum = up.Count < state.Ports.Count ? DcPublicState.Down : Sum(up);
        var handshake = facts.Handshakes.GetValueOrDefault(tunnel.Key);
        return new DcPublicTunnel
        {
            Node = tunnel.Node,
            PublicNode = node.Name,
            Tunnel = tunnel.Kind,
            State = sum,
            Since = own.Count == 0 ? null : now - TimeSpan.FromSeconds(own.Min(row => Number(row, "lastchg"))),
            LastHandshake = handshake == 0 ? null : now - TimeSpan.FromSeconds(facts.Now - handshake),
            Connections = own.Sum(row => Number(row, "scur")),
            BytesIn = own.Sum(row => Number(row, "bin")),
            BytesOut = own.Sum(row => Number(row, "bout")),
        };
    }

    private static DcPublicState Sum(IEnumerable<DcPublicState> states)
    {
        var all = states.ToList();
        return all.Count > 0 && all.TrueForAll(state => state == DcPublicState.Up) ? DcPublicState.Up
            : all.TrueForAll(state => state == DcPublicState.Down) ? DcPublicState.Down : DcPublicState.Degraded;
    }

    private static List<Dictionary<string, string>> Rows(List<string> stats)
    {
        if (stats.Find(line => line.StartsWith("# ", StringComparison.Ordinal)) is not { } head)
            return [];
        var names = head[2..].Split(',');
        return [.. stats.Where(line => !line.StartsWith('#') && line.Contains(',', StringComparison.Ordinal)).Select(line => names.Zip(line.Split(',')).Where(pair => pair.First.Length > 0).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal))];
    }

    private static long Number(Dictionary<string, string> row, string name) => long.TryParse(row.GetValueOrDefault(name, ""), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
