using Dentropy.Engine.Dnsmasq;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Dns.Dnsmasq;

/// <summary>Both files as they were read.</summary>
/// <param name="Files">What they say.</param>
/// <param name="Sums">Their checksums.</param>
/// <param name="AsRoot">Whether the account is root itself.</param>
internal sealed record DnsmasqState(DnsmasqFiles Files, (string Configuration, string Hosts) Sums, bool AsRoot);

/// <summary>Reads and writes the files of a place.</summary>
internal sealed class DnsmasqNode(DnsmasqSite site, ILinkPool links)
{
    private readonly DnsmasqFolder _folder = new(site.Node, site.Folder, site.Reload, links, (word, detail) => DnsmasqErrors.Of(site, word, detail));

    public async Task<DnsmasqState> ReadAsync(CancellationToken cancellationToken)
    {
        var read = await _folder.ReadAsync([site.File, site.Hosts], "", cancellationToken).ConfigureAwait(false);
        var (configuration, hosts) = (read.Contents[0], read.Contents[1]);
        return new DnsmasqState(DnsmasqFiles.Read(configuration ?? [], hosts ?? []), (DnsmasqFile.Sum(configuration), DnsmasqFile.Sum(hosts)), read.AsRoot);
    }

    /// <summary>Puts new files in place of those that were read.</summary>
    /// <returns>False where they are no longer those.</returns>
    public Task<bool> WriteAsync(DnsmasqState before, DnsmasqFiles after, CancellationToken cancellationToken) => _folder.WriteAsync(
        [
            new DnsmasqFile(site.Hosts, before.Sums.Hosts, after.HostsBytes(), IsConfiguration: false),
            new DnsmasqFile(site.File, before.Sums.Configuration, after.ConfigurationBytes(site.Hosts), IsConfiguration: true),
        ],
        before.AsRoot,
        cancellationToken);
}
