using System.Globalization;
using Dentropy.Dns;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Dns.Dynamic;

/// <summary>What can go wrong with public addresses and the records that follow them, worded in one place.</summary>
internal static class DynamicErrors
{
    public static DentropyException NoSource(DcAddressFamily family) => new(
        "PublicAddressUnknown",
        DentropyErrorCategory.ObjectNotFound,
        family.ToString(),
        $"No source below dynamicDns: in {CloudFile.Name} can tell the public {family} address. Add one, or take sources: out for the usual ones; nothing was changed.");

    public static DentropyException Unknown(DcAddressFamily family, IReadOnlyList<AddressAnswer> answers) => new(
        "PublicAddressUnknown",
        answers.All(answer => answer.IsAway) ? DentropyErrorCategory.ConnectionError : DentropyErrorCategory.InvalidResult,
        family.ToString(),
        $"No source tells a public {family} address ({Said(answers)}). Nothing was changed; check that this machine has {family}, and the sources in {CloudFile.Name}.");

    public static DentropyException Uncertain(DcAddressFamily family, IReadOnlyList<AddressAnswer> answers, int needed, int? kinds) => new(
        "PublicAddressUncertain",
        DentropyErrorCategory.InvalidResult,
        family.ToString(),
        string.Create(CultureInfo.InvariantCulture, $"The public {family} address is not certain: ")
            + (kinds is { } wanted ? string.Create(CultureInfo.InvariantCulture, $"those that agree are not of {wanted} kinds (http, dns, node)") : string.Create(CultureInfo.InvariantCulture, $"{needed} sources have to agree"))
            + $" ({Said(answers)}). Nothing was changed; take out a source that is wrong, or change agree: or kinds: below dynamicDns: in {CloudFile.Name}.");

    public static DentropyException NoRecords(string cloud) => new(
        "DynamicDnsUnconfigured",
        DentropyErrorCategory.ObjectNotFound,
        cloud,
        $"{Path.Join(cloud, CloudFile.Name)} names no records that follow the public address. Write them below dynamicDns: as records:, e.g. '- {{ name: cloud.example.org, place: public }}'.");

    public static DentropyException HostPartUnknown(DcDnsChange change) => new(
        "DynamicHostPartUnknown",
        DentropyErrorCategory.ObjectNotFound,
        change.Name,
        $"{change.Name} AAAA at {change.Place} has no host part to keep, because there is no such record yet. Give suffix: in {CloudFile.Name}, such as ::11; the record was not made.");

    public static DentropyException Ambiguous(DcDnsChange change) => new(
        "DynamicRecordAmbiguous",
        DentropyErrorCategory.InvalidArgument,
        change.Name,
        $"{change.Name} {change.Type} has several values at {change.Place} ({string.Join(", ", change.Before.Select(record => record.Value))}), and which of them follows the public address is not known. Remove the old one; nothing was changed there.");

    public static DentropyException Missing(DcDnsChange change) => new(
        "DynamicRecordMissing",
        DentropyErrorCategory.ObjectNotFound,
        change.Name,
        $"{change.Name} {change.Type} is not at {change.Place}, which cannot be told to make records. Make it there by hand once; from then on it follows.");

    public static DentropyException NoZone(string name, string place) => new(
        "DnsZoneNotFound",
        DentropyErrorCategory.ObjectNotFound,
        name,
        $"{place} has no zone for {name}. Check the name, or give its zone: in {CloudFile.Name}; the record was not touched.");

    public static DentropyException StateNewer(string path, int version) => new(
        "DynamicStateNewer",
        DentropyErrorCategory.InvalidData,
        path,
        string.Create(CultureInfo.InvariantCulture, $"{path} was written by a newer Dentropy (format {version}). Nothing was changed; use that one here, or remove the file to begin anew."));

    public static DentropyException StateUnreadable(string path, Exception cause) => new(
        "DynamicStateUnreadable",
        DentropyErrorCategory.ReadError,
        path,
        $"{path}, which remembers the addresses that records have, cannot be read: {cause.Message.TrimEnd('.')}. Nothing was changed; check its permissions.",
        cause);

    public static DentropyException StateUnwritable(string path, Exception cause) => new(
        "DynamicStateUnwritable",
        DentropyErrorCategory.WriteError,
        path,
        $"{path}, which remembers the addresses that records have, cannot be written: {cause.Message.TrimEnd('.')}. Check the disk and the permissions, or set XDG_STATE_HOME to another folder.",
        cause);

    public static DentropyException Busy(string path, Exception cause) => new(
        "DynamicDnsBusy",
        DentropyErrorCategory.ResourceBusy,
        path,
        $"Another run has held {path} for too long. Nothing was changed; look what keeps it, and try again.",
        cause);

    private static string Said(IReadOnlyList<AddressAnswer> answers) => string.Join("; ", answers.Select(answer => answer.Problem is null ? $"{answer.Source.Name}: {string.Join(", ", answer.Addresses)}" : $"{answer.Source.Name} {answer.Problem}"));
}
