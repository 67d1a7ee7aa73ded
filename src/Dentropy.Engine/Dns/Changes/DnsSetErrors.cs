using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Dns.Changes;

/// <summary>What can go wrong with what is asked of records, worded in one place.</summary>
internal static class DnsSetErrors
{
    public static DentropyException NotInZone(string name, string zone) => new(
        "InvalidDnsName", DentropyErrorCategory.InvalidArgument, name, $"{name} does not lie in the zone {zone}. Give another name or another -Zone; nothing was changed.");

    public static DentropyException TypeMissing(string name, string value) => new(
        "DnsTypeMissing",
        DentropyErrorCategory.InvalidArgument,
        name,
        $"What type is '{Shown.Text(value)}' of {name}? Only addresses tell their type; give -Type, such as CNAME or TXT. Nothing was changed.");

    public static DentropyException ValueMissing(string name, string what) => new(
        "DnsValueMissing",
        DentropyErrorCategory.InvalidArgument,
        name,
        $"There is no value for {what} of {name}, and there are no such records that could keep theirs. Give -Value; nothing was changed.");

    public static DentropyException ValuesEmpty(string name) => new(
        "DnsValueMissing",
        DentropyErrorCategory.InvalidArgument,
        name,
        $"What was to give the values of {name} is empty. Look at it, or remove the records with Remove-DcDnsRecord; nothing was changed.");

    public static DentropyException InLongerZone(string name, string zone, string wanted, string place) => new(
        "InvalidDnsName",
        DentropyErrorCategory.InvalidArgument,
        name,
        $"{name} lies in the zone {zone} at {place}, and not in {wanted}. Give that -Zone or none; nothing was changed.");

    public static DentropyException RecordNotFound(string name, string what, string place) => new(
        "DnsRecordNotFound",
        DentropyErrorCategory.ObjectNotFound,
        name,
        $"{name} has no {what} at {place}. See what there is with Get-DcDnsRecord; nothing was changed.");

    public static DentropyException ZoneNeeded(string place) => new(
        "DnsZoneNeeded",
        DentropyErrorCategory.InvalidArgument,
        place,
        $"{place} has no zones of its own, so it is not known what to list. Give -Zone, or write zones: [home.lan] for it in {CloudFile.Name}.");
}
