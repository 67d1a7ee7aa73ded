using Dentropy.Engine.Inventory;
using Dentropy.Engine.Security.Look;
using Dentropy.Security;

namespace Dentropy.Engine.Security.Checks;

/// <summary>Ports that somebody listens on, and that nothing in the inventory explains.</summary>
internal sealed class PortChecks : INodeCheck
{
    // Programs that ask over UDP hold a port of this range for the moment (ip(7), ip_local_port_range).
    private const int FirstShortLived = 32768;

    public IReadOnlyList<string> Names { get; } = [SecurityChecks.UnexpectedPort];

    public LookPart Parts => LookPart.Sockets | LookPart.Filter | LookPart.Docker | LookPart.Sshd;

    public IEnumerable<DcSecurityFinding> Judge(NodeScope node)
    {
        foreach (var unseen in node.Unseen(SecurityChecks.UnexpectedPort, "sockets", "open ports").Concat(node.Unseen(SecurityChecks.UnexpectedPort, "filter", "which open ports the packet filter shuts"))
            .Concat(node.Unseen(SecurityChecks.UnexpectedPort, "nft", "which open ports nftables shuts")).Concat(node.Unseen(SecurityChecks.UnexpectedPort, "docker", "which ports containers publish")))
            yield return unseen;
        var filter = new NodeFilter(node.Look);
        foreach (var group in node.Look.Sockets.Where(socket => !socket.IsLoopback).GroupBy(socket => (socket.Protocol, socket.Port)))
        {
            if (node.Expected.Explains(node.Node, node.Look, group.Key.Protocol, group.Key.Port))
                continue;
            var verdict = group.Max(filter.Verdict);
            var name = group.First().Name;
            var shortLived = group.Key is { Protocol: "udp", Port: >= FirstShortLived };
            yield return node.Finding(
                verdict == FilterVerdict.Open && !shortLived ? DcSecuritySeverity.Medium : DcSecuritySeverity.Low,
                SecurityChecks.UnexpectedPort,
                $"{name} on {NodeScope.List(group.Select(Where).Distinct(StringComparer.Ordinal))}{By(node, group)}{filter.Words(verdict)}",
                (shortLived ? "It may belong to a question that was just being asked. " : "") + "Nothing in the inventory says that this node serves it. Where it is meant, write it below security: ports: in cloud.yaml.",
                $"New-DcFirewallRule close-{group.Key.Port}-{group.Key.Protocol} -Node {node.Node.Name} -Protocol {group.Key.Protocol} -Port {group.Key.Port} -Action Drop");
        }
    }

    private static string Where(ListeningSocket socket) => socket.IsAny ? socket.Takes4 && socket.Takes6 ? "every address" : socket.Takes4 ? "every IPv4 address" : "every IPv6 address" : socket.Address.ToString();

    /// <summary>Whose it is, to be put behind the port.</summary>
    internal static string By(NodeScope node, IEnumerable<ListeningSocket> sockets)
    {
        var names = sockets.SelectMany(socket => socket.Processes).Distinct(StringComparer.Ordinal).ToList();
        return names.Count > 0 ? $" by {NodeScope.List(names)}" : node.Look.Unseen.TryGetValue("processes", out var why) ? $" by nobody knows whom ({Shown.Text(why)})" : "";
    }
}
