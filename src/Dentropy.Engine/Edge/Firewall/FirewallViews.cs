using Dentropy.Edge;
using Dentropy.Engine.Edge.Gateway;
using Dentropy.Nodes;

namespace Dentropy.Engine.Edge.Firewall;

/// <summary>Facts of a node as the records that users see.</summary>
internal static class FirewallViews
{
    public static FirewallView Of(DcNode node, FirewallFacts facts)
    {
        var (set, saved) = (facts.Set, facts.Saved);
        var gateway = set.Gateway;
        var forwards = set.Forwards.Select(forward => Of(node, facts, forward, gateway)).ToList();
        var (packetsOut, bytesOut) = saved.Count(GatewayWriter.Out);
        var (packetsIn, bytesIn) = saved.Count(GatewayWriter.In);
        return new(
            gateway is null ? null : gateway with
            {
                Node = node.Name,
                Cloud = node.Cloud,
                Forwards = forwards,
                PacketsOut = packetsOut,
                BytesOut = bytesOut,
                PacketsIn = packetsIn,
                BytesIn = bytesIn,
                Refused = saved.Count(GatewayWriter.Refused).Packets,
                Status = Status(facts, GatewayWriter.Tag, GatewayWriter.Write(gateway)),
            },
            forwards,
            [.. set.Rules.OrderBy(rule => rule.Priority).Select(rule => Of(node, facts, rule))],
            Notes(facts));
    }

    /// <summary>Whether the kernel has something else than what is written.</summary>
    public static bool Drifted(FirewallFacts facts)
    {
        var view = Of(DcNode.Local, facts);
        return facts.Saved.IsBypassed
            || view.Rules.Any(rule => rule.Status != DcFirewallState.Active)
            || view.Forwards.Any(forward => forward.Status != DcFirewallState.Active)
            || view.Gateway is { Status: not DcFirewallState.Active };
    }

    /// <summary>What a node said when it confirmed, as notes for the operator.</summary>
    public static IEnumerable<string> Notes(string node, string said)
    {
        foreach (var line in said.Split('\n'))
        {
            if (line.StartsWith("boot ", StringComparison.Ordinal))
                yield return $"Node {node} has no systemd: have it run {line["boot ".Length..]} at boot, so that the rules are there again after a restart.";
            else if (line.StartsWith("note ", StringComparison.Ordinal))
                yield return $"Node {node}: {line["note ".Length..]}";
        }
    }

    private static DcFirewallRule Of(DcNode node, FirewallFacts facts, DcFirewallRule rule)
    {
        var tag = $"dentropy:{rule.Name}";
        var (packets, bytes) = facts.Saved.Count(tag);
        return rule with
        {
            Node = node.Name,
            Cloud = node.Cloud,
            Packets = packets,
            Bytes = bytes,
            Refused = facts.Saved.Count(tag + FirewallTag.Limit, tag + FirewallTag.Only).Packets,
            Status = Status(facts, tag, RuleWriter.Write(rule)),
        };
    }

    private static DcPortForward Of(DcNode node, FirewallFacts facts, DcPortForward forward, DcGateway? gateway)
    {
        var (packets, bytes) = facts.Saved.Count(ForwardWriter.Accepted(forward.Name), ForwardWriter.Answered(forward.Name));
        return forward with
        {
            Node = node.Name,
            Cloud = node.Cloud,
            Connections = facts.Saved.Count(ForwardWriter.Tag(forward.Name)).Packets,
            Packets = packets,
            Bytes = bytes,
            Status = Status(facts, ForwardWriter.Tag(forward.Name), ForwardWriter.Write(forward, gateway)),
        };
    }

    private static DcFirewallState Status(FirewallFacts facts, string tag, IEnumerable<RuleLine> lines) =>
        facts.Saved.Status(tag, [.. lines.Where(line => line.Version == 4 || facts.HasIPv6)]);

    private static List<string> Notes(FirewallFacts facts)
    {
        var notes = new List<string>();
        if (facts.HasOtherBackend)
            notes.Add($"Node {facts.Node} has rules in both backends of iptables, nft and legacy; each packet goes through both.");
        if (facts.Saved.IsBypassed)
            notes.Add($"Docker came to node {facts.Node} after the rules, and has put its own before those for what passes through. Set any rule again, and they are put first.");
        if (!facts.HasIPv6 && !facts.Set.IsEmpty)
            notes.Add($"Node {facts.Node} has no ip6tables that works: its rules are for IPv4 alone.");
        return notes;
    }
}
