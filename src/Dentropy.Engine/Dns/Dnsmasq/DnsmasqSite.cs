using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Engine.Dns.Dnsmasq;

/// <summary>Where the records of a place are.</summary>
/// <param name="Place">Name of the place.</param>
/// <param name="Node">The node.</param>
/// <param name="File">The file of the configuration.</param>
/// <param name="Reload">The command that makes dnsmasq read everything anew; null for what Dentropy does itself.</param>
internal sealed record DnsmasqSite(string Place, DcNode Node, string File, string? Reload)
{
    private const string DefaultFile = "/etc/dnsmasq.d/dentropy.conf";
    private const string Ending = ".conf";

    /// <summary>The folder that dnsmasq reads its configuration from.</summary>
    public string Folder => File[..File.LastIndexOf('/')];

    /// <summary>The hosts file. dnsmasq passes over names with a dot at their start when it reads a folder of its configuration.</summary>
    public string Hosts => $"{Folder}/.{File[(File.LastIndexOf('/') + 1)..^Ending.Length]}.hosts";

    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>NodeNotFound</c>.</exception>
    public static async Task<DnsmasqSite> ReadAsync(DnsPlaceSettings settings, INodeStore store, CancellationToken cancellationToken)
    {
        var name = settings.Needed("node");
        var file = settings.Text("file") ?? DefaultFile;
        if (!file.EndsWith(Ending, StringComparison.Ordinal) || file.LastIndexOf('/') < 1 || file[0] != '/' || file.Contains("..", StringComparison.Ordinal) || !file.All(IsPlain))
            throw settings.Wrong("file", $"has '{Shown.Text(file)}', and a whole path that ends in {Ending} belongs there, of letters, digits and / . _ -");
        var node = await store.FindAsync(name, cancellationToken).ConfigureAwait(false) ?? throw await NodeErrors.NotFoundAsync(store, name, cancellationToken).ConfigureAwait(false);
        return new DnsmasqSite(settings.Name, node, file, settings.Text("reload"));
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-';
}
