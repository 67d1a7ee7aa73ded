using System.Globalization;
using Dentropy.Certificates;
using Dentropy.Engine.Certificates.Issue;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Security.Look;
using Dentropy.Nodes;

namespace Dentropy.Engine.Security.Expect;

/// <summary>What the inventory says of open ports: <c>security</c> in <c>cloud.yaml</c>, the roles of nodes, and the services that other sections give them.</summary>
internal sealed class ExpectedCloud
{
    // What Dentropy installs everywhere, and what every node with DHCP listens on: sshd, Serf's gossip, clients of DHCP.
    private static readonly PortEntry[] s_everywhere = [Tcp(22), Tcp(7946), Udp(7946), Udp(68), Udp(546)];
    private static readonly PortEntry[] s_names = [Tcp(53), Udp(53)];
    private static readonly PortEntry[] s_web = [Tcp(80), Tcp(443), Udp(443)];
    private static readonly PortEntry[] s_gateway = [.. s_names, Udp(67), Udp(69), Udp(547)];

    // Ceph's monitors, and the range of all its other daemons (network-config-ref, "ms bind port").
    private static readonly PortEntry[] s_ceph = [Tcp(3300), Tcp(6789), new(6800, 7568, "tcp")];

    private static readonly Dictionary<string, PortEntry[]> s_roles = new(StringComparer.OrdinalIgnoreCase)
    {
        ["lb"] = s_web, ["loadbalancer"] = s_web, ["load-balancer"] = s_web, ["vps"] = s_web,
        ["gateway"] = s_gateway,
        ["ceph"] = s_ceph, ["mon"] = s_ceph, ["osd"] = s_ceph, ["mgr"] = s_ceph, ["mds"] = s_ceph,
    };

    private static readonly HashSet<string> s_public = new(StringComparer.OrdinalIgnoreCase) { "lb", "loadbalancer", "load-balancer", "vps" };

    private readonly Dictionary<string, List<PortEntry>> _ports = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<DcIssuedCertificate> _issued = [];
    private readonly HashSet<string> _public = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _addresses = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>, and those of the inventory.</exception>
    public static async Task<ExpectedCloud> ReadAsync(INodeStore store, CancellationToken cancellationToken)
    {
        var cloud = new ExpectedCloud();
        var section = await SecuritySection.ReadAsync(store.Location, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<DcNode> nodes = [DcNode.Local, .. (await store.ReadAllAsync(cancellationToken).ConfigureAwait(false)).Nodes];
        foreach (var (set, ports) in section.Ports)
        {
            foreach (var node in set.Select(nodes))
                cloud.Of(node.Name).AddRange(ports);
        }

        foreach (var host in await ServersOfAsync(store.Location, cancellationToken).ConfigureAwait(false))
            cloud.Of(nodes.FirstOrDefault(node => Is(node, host))?.Name ?? host).AddRange(s_names);
        foreach (var host in await GatewaysOfAsync(store.Location, cancellationToken).ConfigureAwait(false))
            cloud.Of(host).AddRange(s_gateway);
        cloud._public.UnionWith(nodes.Where(node => section.Public?.Any(set => set.Select(nodes).Contains(node)) ?? node.Roles.Any(s_public.Contains)).Select(node => node.Name));
        foreach (var node in nodes.Where(node => node.Address is not null))
            cloud._addresses.TryAdd(node.Address!, node.Name);
        // A record that cannot be read is told by the cmdlets for certificates.
        cloud._issued.AddRange((await new CertificateRecords(store.Location).ReadAllAsync(cancellationToken).ConfigureAwait(false)).Select(one => one.Record).OfType<DcIssuedCertificate>());
        return cloud;
    }

    /// <summary>Whether a node is meant to be reached from the internet.</summary>
    public bool IsPublic(string node) => _public.Contains(node);

    /// <summary>The node that has an address; null for none of the inventory.</summary>
    public string? NodeAt(string address) => _addresses.GetValueOrDefault(address);

    /// <summary>The name of the certificate that Dentropy issued for a node and has one of these names; null for none.</summary>
    public string? IssuedFor(string node, IReadOnlyList<string> names) =>
        _issued.Find(one => string.Equals(one.Node, node, StringComparison.OrdinalIgnoreCase) && one.Names.Intersect(names, StringComparer.OrdinalIgnoreCase).Any())?.Name;

    /// <summary>Whether it is explained that a node listens on a port.</summary>
    public bool Explains(DcNode node, NodeLook look, string protocol, int port) =>
        s_everywhere.Concat(_ports.GetValueOrDefault(node.Name) ?? []).Concat(node.Roles.SelectMany(role => s_roles.GetValueOrDefault(role) ?? [])).Any(entry => entry.Holds(protocol, port))
        || (protocol == "tcp" && (node.Port == port || SshdSettings.Read(look).SelectMany(login => login.Ports).Contains(port.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal) || DockerPort(node) == port))
        || PublishedPorts.Read(look).Any(entry => entry.Holds(protocol, port));

    private List<PortEntry> Of(string node) => _ports.TryGetValue(node, out var ports) ? ports : _ports[node] = [];

    private static PortEntry Tcp(int port) => new(port, port, "tcp");

    private static PortEntry Udp(int port) => new(port, port, "udp");

    private static bool Is(DcNode node, string host) => string.Equals(node.Name, host, StringComparison.OrdinalIgnoreCase) || string.Equals(node.Address, host, StringComparison.OrdinalIgnoreCase);

    private static int? DockerPort(DcNode node) => node.DockerHost is { } host && host.StartsWith("tcp://", StringComparison.Ordinal) && Uri.TryCreate(host, UriKind.Absolute, out var uri) ? uri.Port : null;

    private static async Task<IEnumerable<string>> ServersOfAsync(string cloud, CancellationToken cancellationToken) =>
        (await DnsPlaceInfo.ReadAsync(cloud, cancellationToken).ConfigureAwait(false)).SelectMany(place => place.Hosts);

    // The key of the section dhcp alone: what else is in it is read by those whom it concerns.
    private static async Task<IReadOnlyList<string>> GatewaysOfAsync(string cloud, CancellationToken cancellationToken) =>
        await CloudFile.ReadAsync(cloud, "dhcp", cancellationToken).ConfigureAwait(false) is { } map ? new CloudKeys(cloud, "dhcp", map).Texts("node") : [];
}
