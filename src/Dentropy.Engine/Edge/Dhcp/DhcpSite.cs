using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Engine.Edge.Dhcp;

/// <summary>Where a node has what dnsmasq reads.</summary>
/// <param name="Node">The node.</param>
/// <param name="Folder">The folder that dnsmasq reads its configuration from.</param>
/// <param name="Reload">The command that makes dnsmasq read everything anew; null for what Dentropy does itself.</param>
/// <param name="LeaseFile">The file with the leases; null for the one that dnsmasq's configuration names.</param>
/// <param name="TftpRoot">The folder that TFTP gives out.</param>
internal sealed record DhcpSite(DcNode Node, string Folder, string? Reload, string? LeaseFile, string TftpRoot)
{
    /// <summary>The file with what machines boot over the network.</summary>
    public string BootFile => Folder + "/dentropy-boot.conf";

    /// <summary>The file with the ranges.</summary>
    public string File => Folder + "/dentropy-dhcp.conf";

    /// <summary>The file with the reservations. dnsmasq passes over names with a dot at their start when it reads a folder of its configuration.</summary>
    public string Hosts => Folder + "/.dentropy-dhcp.hosts";
}

/// <summary>The section <c>dhcp</c> of <c>cloud.yaml</c>, and the nodes that it means.</summary>
internal sealed class DhcpSection
{
    private const string Section = "dhcp";
    private const string Role = "gateway";
    private const string DefaultFolder = "/etc/dnsmasq.d";
    private const string DefaultRoot = "/srv/tftp";

    private readonly CloudKeys? _keys;

    private DhcpSection(CloudKeys? keys)
    {
        _keys = keys;
        Folder = Path("folder") ?? DefaultFolder;
        LeaseFile = Path("leaseFile");
        TftpRoot = Path("tftpRoot") ?? DefaultRoot;
    }

    public string Folder { get; }

    public string? LeaseFile { get; }

    public string TftpRoot { get; }

    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.</exception>
    public static async Task<DhcpSection> ReadAsync(string cloud, CancellationToken cancellationToken) =>
        new(await CloudFile.ReadAsync(cloud, Section, cancellationToken).ConfigureAwait(false) is { } map ? new CloudKeys(cloud, "dhcp", map, "node", "folder", "leaseFile", "reload", "tftpRoot") : null);

    public DhcpSite Site(DcNode node) => new(node, Folder, _keys?.Text("reload"), LeaseFile, TftpRoot);

    /// <summary>The nodes of the section, else those with the role <c>gateway</c>; none where nothing is said.</summary>
    /// <exception cref="DentropyException"><c>NodeNotFound</c>.</exception>
    public async Task<IReadOnlyList<DcNode>> NodesAsync(INodeStore store, CancellationToken cancellationToken)
    {
        if (_keys?.Texts("node") is not { Count: > 0 } names)
            return [.. (await store.ReadAllAsync(cancellationToken).ConfigureAwait(false)).Nodes.Where(node => node.Roles.Contains(Role, StringComparer.OrdinalIgnoreCase))];
        var nodes = new List<DcNode>();
        foreach (var name in names)
            nodes.Add(name == DcNode.LocalName ? DcNode.Local : await store.FindAsync(name, cancellationToken).ConfigureAwait(false) ?? throw await NodeErrors.NotFoundAsync(store, name, cancellationToken).ConfigureAwait(false));
        return nodes;
    }

    private string? Path(string key)
    {
        if (_keys?.Text(key) is not { } path)
            return null;
        return path.Length > 1 && path[0] == '/' && path[^1] != '/' && !path.Contains("..", StringComparison.Ordinal) && path.All(IsPlain)
            ? path
            : throw _keys.Wrong(key, $"has '{Shown.Text(path)}', and a whole path on the node belongs there, of letters, digits and / . _ -");
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-';
}
