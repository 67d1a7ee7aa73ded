using Dentropy.Engine.Dnsmasq;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Dns.Dnsmasq;

/// <summary>What a node with dnsmasq says, as errors.</summary>
internal static class DnsmasqErrors
{
    public static DentropyException Of(DnsmasqSite site, string word, string detail) => word switch
    {
        "syntax" => New(site, "DnsmasqSyntax", DentropyErrorCategory.InvalidData, $"dnsmasq does not take the new configuration: {Shown.Text(Own(detail))}. The old one stays in force; nothing was changed"),
        "nofolder" => New(site, "DnsFileNotFound", DentropyErrorCategory.ObjectNotFound, $"there is no folder for {site.File}. Install dnsmasq there, or write the right file into cloud.yaml"),
        "missing" => New(site, "DnsmasqMissing", DentropyErrorCategory.ObjectNotFound, "dnsmasq is not installed. Install it (Debian: apt install dnsmasq), or write the right node into cloud.yaml"),
        "denied" => New(site, "DnsPlaceRefused", DentropyErrorCategory.PermissionDenied, $"the account may not write {site.File}: {Shown.Text(detail)}. Nothing was changed; give it sudo without a password"),
        "nospace" => New(site, "DnsFileNotWritten", DentropyErrorCategory.WriteError, $"the disk with {site.File} is full. The old file is as it was"),
        "busy" => New(site, "DnsPlaceBusy", DentropyErrorCategory.ResourceBusy, $"somebody else has been changing {site.File} for 30 seconds. Nothing was changed; try again"),
        DnsmasqFolder.Cut => New(site, "DnsFileNotWritten", DentropyErrorCategory.ConnectionError, $"the new {site.File} did not arrive whole. The old file is as it was; try again"),
        DnsmasqFolder.Changed => New(site, "DnsRecordChanged", DentropyErrorCategory.ResourceBusy, $"{site.File} keeps being changed by somebody else. Nothing was changed; try again"),
        "reload" => New(site, "DnsReloadFailed", DentropyErrorCategory.InvalidResult, $"dnsmasq could not be made to read the new files: {Shown.Text(detail)}. The old ones are back in place; look at its log there"),
        _ => New(site, "DnsFileNotWritten", DentropyErrorCategory.WriteError, $"{site.File} could not be written: {Shown.Text(detail)}. The old file is as it was"),
    };

    private static DentropyException New(DnsmasqSite site, string id, DentropyErrorCategory category, string problem) =>
        new(id, category, site.Place, $"{site.Place}, node {site.Node.Name}: {problem}.");

    // dnsmasq names the copy that it was shown, and its own name first.
    private static string Own(string said) => said.Replace("dnsmasq: ", "", StringComparison.Ordinal).Trim().TrimEnd('.');
}
