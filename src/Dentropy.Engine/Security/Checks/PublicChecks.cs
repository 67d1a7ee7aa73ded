using System.Globalization;
using System.Net;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Security.Look;
using Dentropy.Security;

namespace Dentropy.Engine.Security.Checks;

/// <summary>Ways from the internet that do not lead over the load balancers.</summary>
internal sealed class PublicChecks : INodeCheck
{
    public IReadOnlyList<string> Names { get; } = [SecurityChecks.PublicPort, SecurityChecks.PublicForward];

    public LookPart Parts => LookPart.Sockets | LookPart.Filter | LookPart.Sshd;

    public IEnumerable<DcSecurityFinding> Judge(NodeScope node) => [.. Ports(node), .. Forwards(node)];

    private static IEnumerable<DcSecurityFinding> Ports(NodeScope node)
    {
        foreach (var unseen in node.Unseen(SecurityChecks.PublicPort, "sockets", "ports at public addresses"))
            yield return unseen;
        if (node.Expected.IsPublic(node.Node.Name))
            yield break;
        var addresses = PublicAddresses.Of(node.Node, node.Look);
        if (addresses.Count == 0)
            yield break;
        var ssh = SshdSettings.Read(node.Look).SelectMany(login => login.Ports).Append("22").ToHashSet(StringComparer.Ordinal);
        var filter = new NodeFilter(node.Look);
        foreach (var group in node.Look.Sockets.Where(socket => socket.IsTcp && !ssh.Contains(socket.Port.ToString(CultureInfo.InvariantCulture))).GroupBy(socket => socket.Port))
        {
            var seen = group.Where(socket => addresses.Any(address => Takes(socket, address))).ToList();
            if (seen.Count == 0 || seen.Max(filter.Verdict) is var verdict && verdict == FilterVerdict.Closed)
                continue;
            var reached = addresses.Where(address => seen.Exists(socket => Takes(socket, address))).ToList();
            // At home every node has public addresses of IPv6, and a router that usually lets nobody in.
            var certain = reached.Exists(address => !NetworkAddress.Is6(address));
            yield return node.Finding(
                verdict != FilterVerdict.Open ? DcSecuritySeverity.Low : certain ? DcSecuritySeverity.High : DcSecuritySeverity.Medium,
                SecurityChecks.PublicPort,
                $"{group.First().Name}{PortChecks.By(node, group)} at {NodeScope.List(reached.Select(address => address.ToString()))}{filter.Words(verdict)}",
                (certain ? "" : "Unless a router keeps it away: ") + "The internet reaches this node past the load balancers, and past what they keep away. Where it is meant to be public, name it below security: public: in cloud.yaml.",
                string.Create(CultureInfo.InvariantCulture, $"New-DcFirewallRule close-{group.Key}-tcp -Node {node.Node.Name} -Protocol tcp -Port {group.Key} -Action Drop"));
        }
    }

    private static IEnumerable<DcSecurityFinding> Forwards(NodeScope node)
    {
        foreach (var unseen in node.Unseen(SecurityChecks.PublicForward, "filter", "port forwards"))
            yield return unseen;
        foreach (var forward in new NodeFilter(node.Look).Forwards)
        {
            var address = IPEndPoint.TryParse(forward.Target.Split('-')[0], out var end) ? end.Address.ToString() : forward.Target;
            var name = node.Expected.NodeAt(address);
            if (name is not null && node.Expected.IsPublic(name))
                continue;
            yield return node.Finding(
                name is null ? DcSecuritySeverity.Medium : DcSecuritySeverity.High,
                SecurityChecks.PublicForward,
                $"{(forward.Port.Length > 0 ? Shown.Text(forward.Port) : "every port")}/{(forward.Protocol.Length > 0 ? Shown.Text(forward.Protocol) : "any protocol")} goes on to {Shown.Text(forward.Target)}, {name ?? "no node of the inventory"}",
                name is null ? "Connections from outside go where the inventory knows nothing." : "Connections from outside reach this node past the load balancers. Where it is meant to be public, name it below security: public: in cloud.yaml.",
                forward.Name is { } known ? $"Remove-DcPortForward {known} -Node {node.Node.Name}" : null);
        }
    }

    private static bool Takes(ListeningSocket socket, IPAddress address) =>
        socket.IsAny ? NetworkAddress.Is6(address) ? socket.Takes6 : socket.Takes4 : socket.Address.Equals(address);
}
