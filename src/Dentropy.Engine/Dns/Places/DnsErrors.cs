using Dentropy.Dns;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Dns.Places;

/// <summary>What can go wrong with places of records, worded in one place.</summary>
internal static class DnsErrors
{
    public static DentropyException PlaceNotFound(string place, IReadOnlyList<string> known) => new(
        "DnsPlaceNotFound",
        DentropyErrorCategory.ObjectNotFound,
        place,
        $"There is no place '{Shown.Text(place)}' for DNS records in {CloudFile.Name}. {Known(known)}");

    public static DentropyException NoPlaces(string cloud) => new(
        "DnsPlaceNotFound",
        DentropyErrorCategory.ObjectNotFound,
        cloud,
        $"{Path.Join(cloud, CloudFile.Name)} names no place for DNS records. Write one below dns:, e.g. 'public: {{ type: cloudflare, token: env:CLOUDFLARE_TOKEN }}'; see about_Dentropy_Dns.");

    public static DentropyException ZoneNotFound(string zone, string where) => new(
        "DnsZoneNotFound",
        DentropyErrorCategory.ObjectNotFound,
        zone,
        $"The zone {Shown.Text(zone)} is not at {where}. Check its name, and that the credentials may see it; nothing was changed.");

    public static DentropyException NoZoneFor(string name, IReadOnlyList<string> zones) => new(
        "DnsZoneNotFound",
        DentropyErrorCategory.ObjectNotFound,
        name,
        $"No place has a zone for {Shown.Text(name)}{(zones.Count > 0 ? $" (there are {string.Join(", ", zones.Take(10))})" : "")}. Give -Zone or -Place, or add the zone to {CloudFile.Name}; nothing was changed.");

    public static DentropyException PlaceAmbiguous(string name, IReadOnlyList<string> places) => new(
        "DnsPlaceAmbiguous",
        DentropyErrorCategory.InvalidArgument,
        name,
        $"{Shown.Text(name)} can be kept at {string.Join(" and ", places)}. Give -Place, or -Inside and -Outside; nothing was changed.");

    public static DentropyException Unsupported(DcDnsChange change, string problem) => new(
        "DnsRecordUnsupported",
        DentropyErrorCategory.InvalidArgument,
        change.Name,
        $"{change.Name} {change.Type} cannot be kept at {change.Place}: {problem}. Nothing was sent.");

    public static DentropyException Conflict(DcDnsChange change, string problem) => new(
        "DnsRecordConflict",
        DentropyErrorCategory.ResourceExists,
        change.Name,
        $"{change.Name} {change.Type} cannot be set at {change.Place}: {problem}. Remove the other record first; nothing was changed.");

    public static DentropyException Rejected(DcDnsChange change, string said, Exception? cause = null) => new(
        "DnsChangeRejected",
        DentropyErrorCategory.InvalidResult,
        change.Name,
        $"{change.Place} refused to {Verb(change.Action)} {change.Name} {change.Type}: {said.TrimEnd('.')}.",
        cause);

    public static DentropyException Refused(string place, string said, Exception? cause = null) => new(
        "DnsPlaceRefused",
        DentropyErrorCategory.PermissionDenied,
        place,
        $"{place} refused these credentials: {said.TrimEnd('.')}. Check what they are and what they may do; the reference is in {CloudFile.Name}.",
        cause);

    public static DentropyException Failed(string place, string said, Exception? cause = null) => new(
        "DnsPlaceFailed",
        DentropyErrorCategory.InvalidResult,
        place,
        $"{place} could not do it: {said.TrimEnd('.')}.",
        cause);

    private static string Verb(DcDnsAction action) => action switch
    {
        DcDnsAction.Create => "create",
        DcDnsAction.Update => "update",
        DcDnsAction.Remove => "remove",
        _ => "keep",
    };

    private static string Known(IReadOnlyList<string> known) => known.Count > 0 ? $"There are {string.Join(", ", known)}." : "There is none; see about_Dentropy_Dns.";
}
