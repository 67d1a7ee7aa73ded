using System.Text;
using Dentropy.Engine.Dnsmasq;
using Dentropy.Engine.Edge.Dhcp;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Edge.Boot;

/// <summary>A gateway as it was read.</summary>
/// <param name="File">What its file says.</param>
/// <param name="Sum">The file's checksum.</param>
/// <param name="AsRoot">Whether the account is root itself.</param>
/// <param name="Images">The images that it has.</param>
/// <param name="Content">What is in the image that was asked for.</param>
/// <param name="Taken">Folders that are there, of those that were asked for, and not ours.</param>
internal sealed record BootState(BootFile File, string Sum, bool AsRoot, IReadOnlyList<string> Images, IReadOnlyList<string> Content, IReadOnlyList<string> Taken);

/// <summary>Reads and writes what one gateway has for machines that boot over the network.</summary>
internal sealed class BootNode(DhcpSite site, ILinkPool links)
{
    private readonly DnsmasqFolder _folder = new(site.Node, site.Folder, site.Reload, links, (word, detail) => Error(site, word, detail));

    public DhcpSite Site => site;

    public async Task<BootState> ReadAsync(string? image, IReadOnlyList<string> folders, CancellationToken cancellationToken)
    {
        var read = await _folder.ReadAsync([site.BootFile], BootScripts.Look(site.TftpRoot, image, folders), cancellationToken).ConfigureAwait(false);
        var file = BootFile.Read(read.Contents[0] ?? [], site.Node.Name, line => FileInvalid(site, line));
        var words = Encoding.UTF8.GetString(read.Rest).Split('\n').Select(line => line.Split(' ', 2)).Where(words => words.Length == 2).ToLookup(words => words[0], words => words[1], StringComparer.Ordinal);
        return new BootState(file, DnsmasqFile.Sum(read.Contents[0]), read.AsRoot, [.. words["image"]], [.. words["file"]], [.. words["taken"]]);
    }

    /// <summary>Puts a new file in place of the one that was read.</summary>
    /// <returns>False where it is no longer that.</returns>
    public Task<bool> WriteAsync(BootState before, BootFile after, CancellationToken cancellationToken) =>
        _folder.WriteAsync([new DnsmasqFile(site.BootFile, before.Sum, after.Bytes(site.TftpRoot), IsConfiguration: true)], before.AsRoot, cancellationToken);

    public async Task RunAsync(string script, bool asRoot, CancellationToken cancellationToken)
    {
        var link = await links.GetAsync(site.Node, cancellationToken).ConfigureAwait(false);
        var (_, said, exit) = await NodeShell.RunAsync(link, NodeShell.Script(script, !asRoot), null, cancellationToken).ConfigureAwait(false);
        if (exit == 0)
            return;
        var marked = said.Split('\n').FirstOrDefault(line => line.StartsWith(DnsmasqScripts.Mark, StringComparison.Ordinal))?[DnsmasqScripts.Mark.Length..].Split(' ', 2);
        throw Error(site, marked?[0] ?? (said.Contains("sudo", StringComparison.Ordinal) ? "denied" : "write"), marked?.ElementAtOrDefault(1) ?? NodeShell.Why(said, exit));
    }

    private static DentropyException Error(DhcpSite site, string word, string detail) => word switch
    {
        "taken" => new("BootFolderTaken", DentropyErrorCategory.ResourceExists, site.Node.Name, $"Node {site.Node.Name}: {Shown.Text(detail.Trim())} is there, and Dentropy did not make it. Nothing was changed; move it away, and try again."),
        "noimage" => new("BootImageNotFound", DentropyErrorCategory.ObjectNotFound, site.Node.Name, $"Node {site.Node.Name}: the image has gone from {site.TftpRoot}/images meanwhile. Nothing was changed."),
        "nospace" => new("BootFileNotWritten", DentropyErrorCategory.WriteError, site.Node.Name, $"Node {site.Node.Name}: the disk is full. What was there is as it was."),
        _ => DhcpErrors.OfNode(site, word, detail),
    };

    private static DentropyException FileInvalid(DhcpSite site, int line) => new(
        "DhcpFileInvalid",
        DentropyErrorCategory.InvalidData,
        site.Node.Name,
        $"Node {site.Node.Name}: {site.BootFile} line {line}: the machine that begins there is not as Dentropy writes it. Mend the file there, or take the lines out from # boot to # end.");
}
