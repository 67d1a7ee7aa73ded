using System.Globalization;
using System.Net;
using System.Text;
using Dentropy.Engine.Dnsmasq;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Edge.Dhcp;

/// <summary>An address that a node has.</summary>
/// <param name="Interface">The interface.</param>
/// <param name="Address">The address.</param>
/// <param name="Network">Its network.</param>
internal sealed record DhcpInterface(string Interface, IPAddress Address, IPNetwork Network);

/// <summary>A node as it was read.</summary>
/// <param name="Files">What its files say.</param>
/// <param name="Sums">Their checksums.</param>
/// <param name="Interfaces">Its addresses.</param>
/// <param name="AsRoot">Whether the account is root itself.</param>
internal sealed record DhcpState(DhcpFiles Files, (string Configuration, string Hosts) Sums, IReadOnlyList<DhcpInterface> Interfaces, bool AsRoot);

/// <summary>A lease file as it was read.</summary>
internal sealed record DhcpLeaseText(DhcpState State, string Path, string Text);

/// <summary>Reads and writes what dnsmasq on one node reads for DHCP.</summary>
internal sealed class DhcpNode(DhcpSite site, ILinkPool links)
{
    private const string Addresses = "ip -o addr show 2>/dev/null\n";

    // The first of: what cloud.yaml says ($l), what dnsmasq's configuration says, and where systems have it (Debian; Fedora; OpenWrt).
    private const string Leases = """
        echo
        [ -n "$l" ] || l=$(sed -n 's/^[[:space:]]*dhcp-leasefile=//p' /etc/dnsmasq.conf "$d"/* 2>/dev/null | tail -n 1)
        if [ -z "$l" ]; then for f in /var/lib/misc/dnsmasq.leases /var/lib/dnsmasq/dnsmasq.leases /tmp/dhcp.leases; do [ ! -e "$f" ] || { l=$f; break; }; done; fi
        [ -n "$l" ] && [ -e "$l" ] || fail leases "${l:-/var/lib/misc/dnsmasq.leases}"
        [ -r "$l" ] || fail denied "$l cannot be read"
        echo "$l"
        cat "$l"

        """;

    private readonly DnsmasqFolder _folder = new(site.Node, site.Folder, site.Reload, links, (word, detail) => DhcpErrors.OfNode(site, word, detail));

    public DhcpSite Site => site;

    public async Task<DhcpState> ReadAsync(CancellationToken cancellationToken) => (await ReadAsync(Addresses, cancellationToken).ConfigureAwait(false)).State;

    /// <summary>The same with the lease file.</summary>
    public async Task<DhcpLeaseText> ReadLeasesAsync(CancellationToken cancellationToken)
    {
        var (state, rest) = await ReadAsync($"{Addresses}l={ShellQuote.Word(site.LeaseFile ?? "")}\n{Leases}", cancellationToken).ConfigureAwait(false);
        var end = rest.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? throw DhcpErrors.OfNode(site, DnsmasqFolder.Cut, "") : new DhcpLeaseText(state, rest[..end], rest[(end + 1)..]);
    }

    /// <summary>Puts new files in place of those that were read.</summary>
    /// <returns>False where they are no longer those.</returns>
    public Task<bool> WriteAsync(DhcpState before, DhcpFiles after, CancellationToken cancellationToken) => _folder.WriteAsync(
        [
            new DnsmasqFile(site.Hosts, before.Sums.Hosts, after.HostsBytes(), IsConfiguration: false),
            new DnsmasqFile(site.File, before.Sums.Configuration, after.ConfigurationBytes(site.Hosts), IsConfiguration: true),
        ],
        before.AsRoot,
        cancellationToken);

    private async Task<(DhcpState State, string More)> ReadAsync(string more, CancellationToken cancellationToken)
    {
        var read = await _folder.ReadAsync([site.File, site.Hosts], more, cancellationToken).ConfigureAwait(false);
        var (configuration, hosts) = (read.Contents[0], read.Contents[1]);
        var rest = Encoding.UTF8.GetString(read.Rest);
        // An empty line stands between the addresses and what follows; addresses have none.
        var cut = rest.StartsWith('\n') ? 0 : rest.IndexOf("\n\n", StringComparison.Ordinal) + 1;
        var addresses = cut > 0 ? rest[..cut] : rest.StartsWith('\n') ? "" : rest;
        var files = DhcpFiles.Read(configuration ?? [], hosts ?? [], site.Node.Name, line => DhcpErrors.FileInvalid(site, line));
        var state = new DhcpState(files, (DnsmasqFile.Sum(configuration), DnsmasqFile.Sum(hosts)), [.. addresses.Split('\n').Select(Interface).OfType<DhcpInterface>()], read.AsRoot);
        return (state, rest[Math.Min(rest.Length, cut + 1)..]);
    }

    // 2: eth0    inet 10.77.0.11/16 brd 10.77.255.255 scope global eth0
    private static DhcpInterface? Interface(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 4 || words[2] is not ("inet" or "inet6") || words[1] is "lo" || words[3].Split('/') is not [var text, var length])
            return null;
        if (NetworkAddress.Read(text) is not { } address || address.IsIPv6LinkLocal || !int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var prefix))
            return null;
        return new DhcpInterface(words[1].Split('@')[0], address, NetworkAddress.Network(address, prefix));
    }
}
