using System.Collections;
using System.Management.Automation;
using System.Net;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Dns;

// What the cmdlets for DNS records share.
internal static class DnsFront
{
    public static DnsPlaces Places(CloudCmdlet cmdlet, string? cloud) => new(cmdlet.OpenStore(cloud), Session.Current.Links());

    public static string Target(DcDnsChange change) => $"{change.Name} {change.Type} at {change.Place}";

    public static string Action(DcDnsChange change) => change.Action switch
    {
        DcDnsAction.Create => $"Create {Values(change.After)}",
        DcDnsAction.Remove => $"Remove {Values(change.Before)}",
        _ => $"Change {Values(change.Before)} to {Values(change.After)}",
    };

    // Values as somebody types them, and objects that have an address, such as those of Get-DcPublicAddress.
    public static IReadOnlyList<string>? Texts(IEnumerable<object?>? values) => values is null ? null : [.. values.SelectMany(Flat).Select(Text)];

    private static IEnumerable<object> Flat(object? value) => Bare(value) switch
    {
        null => [],
        IEnumerable many and not string => many.Cast<object?>().SelectMany(Flat),
        _ => [value!],
    };

    private static object? Bare(object? value) => Common.Values.Unwrap(value);

    private static string Text(object value) => Bare(value) switch
    {
        string text => text,
        IPAddress address => address.ToString(),
        _ when PSObject.AsPSObject(value).Properties["Address"]?.Value is { } address => Common.Values.Text(address) ?? "",
        _ => Common.Values.Text(value) ?? "",
    };

    private static string Values(IReadOnlyList<DcDnsRecord> records) => string.Join(", ", records.Select(record => record.Value)) + Details(records[0]);

    private static string Details(DcDnsRecord record)
    {
        var details = new List<string>();
        if (record.TimeToLive is { } time)
            details.Add($"TTL {time.TotalSeconds:0} s");
        if (record.Proxied == true)
            details.Add("proxied");
        if (record.Comment is { } comment)
            details.Add($"'{comment}'");
        return details.Count > 0 ? $" ({string.Join(", ", details)})" : "";
    }
}
