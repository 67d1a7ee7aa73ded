using System.Globalization;
using Dentropy.Engine.Security.Look;
using Dentropy.Security;

namespace Dentropy.Engine.Security.Checks;

/// <summary>What nodes say to each other in the open.</summary>
internal sealed class LinkChecks : INodeCheck
{
    private static readonly string[] s_modes = ["ms_cluster_mode", "ms_service_mode", "ms_client_mode"];

    public IReadOnlyList<string> Names { get; } = [SecurityChecks.CleartextService, SecurityChecks.DockerPlainTcp, SecurityChecks.SerfUnencrypted, SecurityChecks.CephUnencrypted];

    public LookPart Parts => LookPart.Sockets | LookPart.Filter | LookPart.Docker | LookPart.Serf | LookPart.Ceph;

    public bool WantsTls(ListeningSocket socket) => CleartextService.All.Any(service => service.Protocol == socket.Protocol && service.Port == socket.Port && service.MayHaveTls);

    public IEnumerable<DcSecurityFinding> Judge(NodeScope node) => [.. Services(node), .. Docker(node), .. Serf(node), .. Ceph(node)];

    private static IEnumerable<DcSecurityFinding> Services(NodeScope node)
    {
        foreach (var unseen in node.Unseen(SecurityChecks.CleartextService, "sockets", "services without encryption"))
            yield return unseen;
        var filter = new NodeFilter(node.Look);
        foreach (var service in CleartextService.All)
        {
            var sockets = node.Look.Sockets.Where(socket => !socket.IsLoopback && socket.Protocol == service.Protocol && socket.Port == service.Port).ToList();
            if (sockets.Count == 0 || (service.Protocol == "tcp" && node.Tls.HasTls(service.Port)))
                continue;
            var verdict = sockets.Max(filter.Verdict);
            yield return node.Finding(
                verdict switch { FilterVerdict.Open => DcSecuritySeverity.High, FilterVerdict.Some => DcSecuritySeverity.Medium, _ => DcSecuritySeverity.Low },
                SecurityChecks.CleartextService,
                $"{service.Name} at {sockets[0].Name}{PortChecks.By(node, sockets)}{filter.Words(verdict)}",
                $"Whoever is on the way reads and changes what it says, passwords among it. {service.Way}",
                $"New-DcFirewallRule close-{service.Port}-{service.Protocol} -Node {node.Node.Name} -Protocol {service.Protocol} -Port {service.Port} -Action Drop");
        }
    }

    private static IEnumerable<DcSecurityFinding> Docker(NodeScope node)
    {
        // Without certificates of clients anybody who gets to the port is root on the node (dockerd(8), --tlsverify).
        var filter = new NodeFilter(node.Look);
        var verified = node.Look.Words("dockerd").Any() && node.Look.Words("dockerd").All(words => words is [_, "yes"]);
        var sockets = node.Look.Sockets.Where(socket => !socket.IsLoopback && socket.IsTcp && !verified && (socket.Port == 2375 || socket.Processes.Contains("dockerd", StringComparer.Ordinal))).ToList();
        foreach (var group in sockets.GroupBy(socket => socket.Port))
        {
            var verdict = group.Max(filter.Verdict);
            yield return node.Finding(
                verdict == FilterVerdict.Open ? DcSecuritySeverity.Critical : DcSecuritySeverity.High,
                SecurityChecks.DockerPlainTcp,
                $"{group.First().Name}{PortChecks.By(node, group)}{filter.Words(verdict)}",
                "Whoever gets to this port is root on the node. Dentropy reaches the engine over ssh and needs no port: take tcp:// out of dockerd's -H and of hosts in /etc/docker/daemon.json.",
                string.Create(CultureInfo.InvariantCulture, $"New-DcFirewallRule close-docker -Node {node.Node.Name} -Protocol tcp -Port {group.Key} -Action Drop"));
        }
    }

    private static IEnumerable<DcSecurityFinding> Serf(NodeScope node)
    {
        foreach (var unseen in node.Unseen(SecurityChecks.SerfUnencrypted, "serf", "whether Serf's gossip is encrypted"))
            yield return unseen;
        if (node.Look.Words("serf").Any(words => words is [_, "plain"]))
            yield return node.Finding(
                DcSecuritySeverity.High, SecurityChecks.SerfUnencrypted, "a Serf agent runs without encrypt_key and without keyring_file",
                "Anybody in the network can read the gossip, join the cluster and send events and queries to it. All of its members need the key.",
                $"New-DcSerfKey serf.key; Install-DcSerf -Node {node.Node.Name} -EncryptKey file:serf.key");
    }

    private static IEnumerable<DcSecurityFinding> Ceph(NodeScope node)
    {
        foreach (var unseen in node.Unseen(SecurityChecks.CephUnencrypted, "ceph", "whether Ceph encrypts"))
            yield return unseen;
        // The first mode of the list is what is asked for; a list with crc in it takes crc (msgr2, "Connection mode configuration options").
        var open = node.Look.Lines("ceph").Select(line => line.Split(' ', 2)).Where(words => words.Length == 2 && s_modes.Contains(words[0], StringComparer.Ordinal) && words[1] != "secure").ToList();
        if (open.Count > 0)
            yield return node.Finding(
                DcSecuritySeverity.Medium, SecurityChecks.CephUnencrypted, string.Join(", ", open.Select(words => $"{words[0]} is '{Inventory.Shown.Text(words[1])}'")),
                "Ceph's daemons or clients may talk with checksums alone, so whoever is on the way reads the data. Clients of the kernel before 5.11 cannot do otherwise.",
                $"Invoke-DcClusterCommand '{string.Join("; ", open.Select(words => $"ceph config set global {words[0]} secure"))}' -Node {node.Node.Name} -Sudo");
    }
}
