using System.Text.RegularExpressions;
using Dentropy.Engine.Dnsmasq;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Edge.Dhcp;

/// <summary>What goes wrong with DHCP, as errors.</summary>
internal static partial class DhcpErrors
{
    /// <summary>What a node with dnsmasq says.</summary>
    public static DentropyException OfNode(DhcpSite site, string word, string detail) => word switch
    {
        "syntax" => New(site, "DhcpSyntax", DentropyErrorCategory.InvalidData, $"dnsmasq does not take the new configuration: {Shown.Text(Said(detail))}. The old one stays in force; nothing was changed"),
        "nofolder" => New(site, "DhcpFolderNotFound", DentropyErrorCategory.ObjectNotFound, $"there is no folder {site.Folder}. Install dnsmasq there, or write dhcp: folder: into cloud.yaml"),
        "missing" => New(site, "DhcpServerMissing", DentropyErrorCategory.ObjectNotFound, "dnsmasq is not installed. Install it (Debian: apt install dnsmasq), or name another node"),
        "denied" => New(site, "DhcpNotAllowed", DentropyErrorCategory.PermissionDenied, $"the account may not do that: {Shown.Text(detail)}. Nothing was changed; give it sudo without a password"),
        "nospace" => New(site, "DhcpFileNotWritten", DentropyErrorCategory.WriteError, $"the disk with {site.Folder} is full. The old files are as they were"),
        "busy" => New(site, "DhcpBusy", DentropyErrorCategory.ResourceBusy, $"somebody else has been changing {site.Folder} for 30 seconds. Nothing was changed; try again"),
        DnsmasqFolder.Cut => New(site, "DhcpFileNotWritten", DentropyErrorCategory.ConnectionError, "what was sent did not arrive whole. The old files are as they were; try again"),
        DnsmasqFolder.Changed => New(site, "DhcpChanged", DentropyErrorCategory.ResourceBusy, $"{site.File} keeps being changed by somebody else. Nothing was changed; try again"),
        "reload" => New(site, "DhcpReloadFailed", DentropyErrorCategory.InvalidResult, $"dnsmasq could not be made to read the new files: {Shown.Text(detail)}. The old ones are back in place; look at its log there"),
        "leases" => New(site, "DhcpLeaseFileNotFound", DentropyErrorCategory.ObjectNotFound, $"there is no lease file {Shown.Text(detail)}. dnsmasq makes it when it starts with a range; or write dhcp: leaseFile: into cloud.yaml"),
        _ => New(site, "DhcpFileNotWritten", DentropyErrorCategory.WriteError, $"{Shown.Text(detail)}. The old files are as they were"),
    };

    public static DentropyException FileInvalid(DhcpSite site, int line) =>
        New(site, "DhcpFileInvalid", DentropyErrorCategory.InvalidData, $"{site.File} line {line}: the range that begins there is not as Dentropy writes it. Mend the file there, or take the lines out from # range to # end");

    public static DentropyException Changed(string name, string node) => new(
        "DhcpChanged", DentropyErrorCategory.ResourceBusy, name, $"{name} on node {node} is not as it was read: somebody else changed it meanwhile. Nothing was changed; look at it and try again.");

    public static DentropyException LeaseLine(string node, string path, int line, string problem) => new(
        "DhcpLeaseFileInvalid", DentropyErrorCategory.InvalidData, node, $"Node {node}: {path} line {line} {problem}. The other leases were read; dnsmasq writes the file anew with its next lease.");

    public static DentropyException NoNode(string location) => new(
        "DhcpNodeNotFound",
        DentropyErrorCategory.ObjectNotFound,
        location,
        $"No node in {location} is said to give out addresses. Name one with -Node, give one the role gateway, or write dhcp: node: into cloud.yaml.");

    public static DentropyException NotFound(string what, string name, IEnumerable<string> nodes, IEnumerable<string> there) => new(
        "Dhcp" + what + "NotFound",
        DentropyErrorCategory.ObjectNotFound,
        name,
        $"There is no {what.ToLowerInvariant()} '{Shown.Text(name)}' on {string.Join(", ", nodes)}{(NearNames.Find(name, there) is { Count: > 0 } near ? $"; there is {string.Join(", ", near)}" : "")}. Nothing was changed.");

    public static DentropyException Invalid(string id, string target, string problem) => new(id, DentropyErrorCategory.InvalidArgument, target, problem + " Nothing was changed.");

    public static DentropyException Exists(string id, string target, string problem) => new(id, DentropyErrorCategory.ResourceExists, target, problem + " Nothing was changed.");

    // dnsmasq names itself first, and the copy that it was shown.
    private static string Said(string detail) => Copy().Replace(detail.Replace("dnsmasq: ", "", StringComparison.Ordinal), "/").Trim().TrimEnd('.');

    [GeneratedRegex(@"/\.dentropy\.[^/]*/d/", RegexOptions.None, 1000)]
    private static partial Regex Copy();

    private static DentropyException New(DhcpSite site, string id, DentropyErrorCategory category, string problem) => new(id, category, site.Node.Name, $"Node {site.Node.Name}: {problem}.");
}
