using System.Net;
using System.Text;
using Dentropy.Edge;
using Dentropy.Engine.Dnsmasq;
using Dentropy.Engine.Edge.Dhcp;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Edge.Names;

/// <summary>What writing the inventory's names comes to on one gateway.</summary>
public sealed class InventoryNamesPlan
{
    internal InventoryNamesPlan(DcInventoryDns result, DnsmasqFolder folder, IReadOnlyList<DnsmasqFile> files, bool asRoot) => (Result, Folder, Files, AsRoot) = (result, folder, files, asRoot);

    /// <summary>What is to be.</summary>
    public DcInventoryDns Result { get; }

    internal DnsmasqFolder Folder { get; }

    internal IReadOnlyList<DnsmasqFile> Files { get; }

    internal bool AsRoot { get; }
}

/// <summary>
/// Has dnsmasq on gateways answer for the nodes of the inventory: their names below a domain, which are asked nowhere else. Two files of their own: the settings, with
/// which dnsmasq is started anew, and the names, which it reads anew on SIGHUP.
/// </summary>
/// <param name="store">The inventory.</param>
/// <param name="links">Links to the gateways.</param>
public sealed class InventoryNames(INodeStore store, ILinkPool links)
{
    private const string Heading = "# Written by Dentropy from the inventory; changes here are lost.";
    private const string Secondary = "1.1.1.1";
    private const string ServerKey = "server=";
    private const string DomainKey = "local=/";

    /// <summary>Works out what the names come to. Reads the gateways, and writes nothing.</summary>
    /// <param name="nodes">The gateways; none for those that the cloud has.</param>
    /// <param name="domain">The domain; null for the one that is there.</param>
    /// <param name="upstream">Servers for everything else, in the order in which they are asked; null for those that are there, else for those of the gateway's <c>resolv.conf</c> and 1.1.1.1 behind them.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException"><c>InventoryDnsInvalid</c>, <c>DhcpNodeNotFound</c>, and those of links.</exception>
    public async Task<IReadOnlyList<InventoryNamesPlan>> PlanAsync(IReadOnlyList<DcNode> nodes, string? domain, IReadOnlyList<string>? upstream, CancellationToken cancellationToken)
    {
        if (domain is not null && !DhcpRules.IsDomain(domain))
            throw Invalid(domain, $"'{Shown.Text(domain)}' is no domain.");
        if (upstream?.FirstOrDefault(server => NetworkAddress.Read(server) is null) is { } bad)
            throw Invalid(bad, $"'{Shown.Text(bad)}' is no address of a name server.");
        var gateways = await new DhcpCloud(store, links).NodesAsync(nodes, cancellationToken).ConfigureAwait(false);
        var all = (await store.ReadAllAsync(cancellationToken).ConfigureAwait(false)).Nodes;
        return await Task.WhenAll(gateways.Select(gateway => PlanAsync(gateway.Site, all, domain?.ToLowerInvariant(), upstream, cancellationToken))).ConfigureAwait(false);
    }

    /// <summary>Does what a plan says.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Ends the waiting; files that are being written are finished.</param>
    /// <exception cref="DentropyException">
    /// <c>DhcpSyntax</c>, <c>DhcpReloadFailed</c>, <c>DhcpFileNotWritten</c>, <c>DhcpChanged</c>, <c>DhcpBusy</c>, <c>DhcpServerMissing</c>, <c>DhcpNotAllowed</c>, and those of links.
    /// </exception>
    public static async Task<DcInventoryDns> ApplyAsync(InventoryNamesPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Result.Changed.Count == 0)
            return plan.Result;
        if (!await plan.Folder.WriteAsync(plan.Files, plan.AsRoot, cancellationToken).ConfigureAwait(false))
            throw DhcpErrors.Changed(plan.Result.Domain, plan.Result.Node);
        return plan.Result with { Applied = true };
    }

    private async Task<InventoryNamesPlan> PlanAsync(DhcpSite site, IReadOnlyList<DcNode> all, string? domain, IReadOnlyList<string>? upstream, CancellationToken cancellationToken)
    {
        var (file, hosts) = (site.Folder + "/dentropy-inventory.conf", site.Folder + "/.dentropy-inventory.hosts");
        var folder = new DnsmasqFolder(site.Node, site.Folder, site.Reload, links, (word, detail) => DhcpErrors.OfNode(site, word, detail));
        var read = await folder.ReadAsync([file, hosts], "cat /etc/resolv.conf 2>/dev/null\n", cancellationToken).ConfigureAwait(false);
        var before = Lines(read.Contents[0]);
        domain ??= before.FirstOrDefault(line => line.StartsWith(DomainKey, StringComparison.Ordinal))?[DomainKey.Length..].TrimEnd('/')
            ?? throw Invalid(site.Node.Name, $"Node {site.Node.Name} has no names of the inventory yet, and needs a domain for them.");
        var known = before.Where(line => line.StartsWith(ServerKey, StringComparison.Ordinal)).Select(line => line[ServerKey.Length..]).ToList();
        var servers = upstream ?? (known.Count > 0 ? known : [.. Resolvers(read.Rest), Secondary]);
        var (names, left) = Names(all, domain);
        // In their order, a server is asked where those before it do not answer: without the word dnsmasq keeps to one that once was quick, also when it is gone.
        List<string> settings = [Heading, $"addn-hosts={hosts}", $"{DomainKey}{domain}/", "no-resolv", "strict-order", .. servers.Distinct(StringComparer.Ordinal).Select(server => ServerKey + server)];
        List<string> content = [Heading, .. names];
        var (was, now) = (before.Concat(Lines(read.Contents[1])).ToList(), settings.Concat(content).ToList());
        var result = new DcInventoryDns
        {
            Node = site.Node.Name,
            Domain = domain,
            Upstream = [.. servers.Distinct(StringComparer.Ordinal)],
            Name = names,
            Left = left,
            Changed = Changes(was, now),
            Cloud = store.Location,
        };
        return new InventoryNamesPlan(
            result,
            folder,
            [new DnsmasqFile(hosts, DnsmasqFile.Sum(read.Contents[1]), Bytes(content), IsConfiguration: false), new DnsmasqFile(file, DnsmasqFile.Sum(read.Contents[0]), Bytes(settings), IsConfiguration: true)],
            read.AsRoot);
    }

    // Servers in another order are a change, though no line is new.
    private static IReadOnlyList<string> Changes(List<string> was, List<string> now)
    {
        if (was.SequenceEqual(now, StringComparer.Ordinal))
            return [];
        List<string> changes = [.. was.Except(now, StringComparer.Ordinal).Select(line => "- " + line), .. now.Except(was, StringComparer.Ordinal).Select(line => "+ " + line)];
        changes.RemoveAll(line => line.EndsWith(Heading, StringComparison.Ordinal));
        return changes.Count > 0 ? changes : [.. now.Where(line => line.StartsWith(ServerKey, StringComparison.Ordinal)).Select(line => "+ " + line)];
    }

    private static (IReadOnlyList<string> Names, IReadOnlyList<string> Left) Names(IReadOnlyList<DcNode> all, string domain)
    {
        var (names, left) = (new List<string>(), new List<string>());
        foreach (var node in all)
        {
            if (!DhcpRules.IsHostName(node.Name))
                left.Add($"{node.Name}: DNS knows no such name");
            else if (NetworkAddress.Read(node.Address) is not { } address)
                left.Add($"{node.Name}: its address is no IP address");
            else
                names.Add($"{address} {node.Name.ToLowerInvariant()}.{domain} {node.Name.ToLowerInvariant()}");
        }

        return (names, left);
    }

    // A gateway that asks itself would go in circles.
    private static IEnumerable<string> Resolvers(byte[] text) => Encoding.UTF8.GetString(text).Split('\n')
        .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        .Where(words => words is ["nameserver", _, ..])
        .Select(words => NetworkAddress.Read(words[1]))
        .OfType<IPAddress>()
        .Where(address => !IPAddress.IsLoopback(address))
        .Select(address => address.ToString());

    private static string[] Lines(byte[]? content) => content is null ? [] : Encoding.UTF8.GetString(content).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static byte[] Bytes(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));

    private static DentropyException Invalid(string target, string problem) => DhcpErrors.Invalid("InventoryDnsInvalid", target, problem);
}
