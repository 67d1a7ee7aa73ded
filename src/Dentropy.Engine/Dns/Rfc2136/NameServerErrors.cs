using System.Globalization;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;

namespace Dentropy.Engine.Dns.Rfc2136;

/// <summary>What a name server's refusals mean, worded in one place.</summary>
internal static class NameServerErrors
{
    private const int FormatError = 1;
    private const int ServerFailure = 2;
    private const int NameMissing = 3;
    private const int NotImplemented = 4;
    private const int RefusedCode = 5;
    private const int NameExists = 6;
    private const int RecordsExist = 7;
    private const int RecordsMissing = 8;
    private const int NotAuthoritative = 9;
    private const int NotInZone = 10;

    public static DentropyException Unreachable(NameServer server, Exception cause) => new(
        "DnsServerUnreachable",
        DentropyErrorCategory.ConnectionError,
        server.Place,
        $"{server.Place}: the name server {server} cannot be reached over TCP: {cause.Message.TrimEnd('.')}. Check server and port in cloud.yaml, the network and the server; nothing was sent.",
        cause);

    public static DentropyException Silent(NameServer server, Exception? cause = null) => new(
        "DnsServerTimeout",
        DentropyErrorCategory.OperationTimeout,
        server.Place,
        $"{server.Place}: the name server {server} did not answer within {server.Timeout.TotalSeconds:0} seconds. Whether it did what it was asked for is not known: look with Get-DcDnsRecord before you try again.",
        cause);

    public static DentropyException Cut(NameServer server, Exception? cause = null) => new(
        "DnsServerUnreachable",
        DentropyErrorCategory.ConnectionError,
        server.Place,
        $"{server.Place}: the name server {server} closed the connection before it had answered{(cause is null ? "" : $" ({cause.Message.TrimEnd('.')})")}. Whether it did what it was asked for is not known: look with Get-DcDnsRecord before you try again.",
        cause);

    public static DentropyException Unreadable(NameServer server, DnsFormatException cause) => new(
        "DnsAnswerInvalid",
        DentropyErrorCategory.InvalidResult,
        server.Place,
        $"{server.Place}: an answer of the name server {server} was not taken: {cause.Message}. Whether it did what it was asked for is not known; check that {server} is the server and its key '{server.Key.Name}' the right one.",
        cause);

    /// <summary>What a server minds about a signature (RFC 8945, 5.2).</summary>
    public static DentropyException Signature(NameServer server, TsigData said) => said.Error switch
    {
        TsigData.BadKey => DnsErrors.Refused(server.Place, $"the name server {server} has no key '{server.Key.Name}' with {server.Key.Algorithm} (BADKEY)"),
        TsigData.BadSignature => DnsErrors.Refused(server.Place, $"the name server {server} has another secret for the key '{server.Key.Name}' (BADSIG)"),
        TsigData.BadTime => Skewed(server, said),
        _ => DnsErrors.Refused(server.Place, $"the name server {server} does not take the signature (TSIG error {said.Error.ToString(CultureInfo.InvariantCulture)})"),
    };

    /// <summary>What an answer to a reading means that is no success.</summary>
    public static DentropyException Reading(NameServer server, string zone, int rcode, bool transfer) => rcode switch
    {
        NameMissing or NotAuthoritative => DnsErrors.ZoneNotFound(zone, $"{server.Place} (the name server {server} is not authoritative for it)"),
        RefusedCode => DnsErrors.Refused(server.Place, transfer
            ? $"the name server {server} does not let the key '{server.Key.Name}' transfer {zone} (REFUSED), or does not have that zone; BIND wants allow-transfer, Knot an acl with action transfer"
            : $"the name server {server} does not answer for {zone} (REFUSED)"),
        _ => Other(server, rcode),
    };

    /// <summary>What an answer to an update means that is no success. <paramref name="cname"/> is the target of a CNAME that is in the way.</summary>
    public static DentropyException Updating(NameServer server, DcDnsChange change, int rcode, string? cname) => rcode switch
    {
        NameExists => DnsErrors.Conflict(change, "the name has records of another type, and a CNAME stands alone"),
        RecordsExist when cname is not null => DnsErrors.Conflict(change, $"the name is a CNAME to {cname}, which stands alone"),
        RecordsExist or RecordsMissing or NameMissing => Changed(server, change),
        RefusedCode => DnsErrors.Refused(server.Place, $"the name server {server} does not let the key '{server.Key.Name}' change {change.Name} (REFUSED); BIND wants allow-update or update-policy, Knot an acl with action update, and BIND takes no MX whose target in the same zone has no address"),
        NotAuthoritative => DnsErrors.ZoneNotFound(change.Zone, $"{server.Place} (the name server {server} is not its primary)"),
        NotInZone => DnsErrors.Rejected(change, $"{change.Name} is not in the zone {change.Zone} as {server} has it (NOTZONE); nothing was changed"),
        _ => Other(server, rcode),
    };

    /// <summary>Whether an answer says something about every update of the zone, and not about this one.</summary>
    public static bool IsForAll(int rcode) => rcode is ServerFailure or NotImplemented or NotAuthoritative;

    /// <summary>Whether an answer may mean that a CNAME is in the way.</summary>
    public static bool MayBeAlias(int rcode) => rcode == RecordsExist;

    private static DentropyException Changed(NameServer server, DcDnsChange change) => new(
        "DnsRecordChanged",
        DentropyErrorCategory.ResourceBusy,
        change.Name,
        $"{change.Name} {change.Type} at {server.Place} is not as it was read: somebody else changed it meanwhile. Nothing was changed; look with Get-DcDnsRecord and try again.");

    private static DentropyException Skewed(NameServer server, TsigData said)
    {
        var skew = said.ServerTime is { } time ? server.Clock.GetUtcNow().ToUnixTimeSeconds() - time : (long?)null;
        var off = skew is { } seconds ? $"{Math.Abs(seconds).ToString(CultureInfo.InvariantCulture)} seconds {(seconds < 0 ? "behind" : "ahead of")} that of" : "not that of";
        return new DentropyException(
            "DnsClockSkew",
            DentropyErrorCategory.AuthenticationError,
            server.Place,
            $"{server.Place}: this machine's clock is {off} the name server {server}, so that it does not take the signature (BADTIME; {said.Fudge.ToString(CultureInfo.InvariantCulture)} seconds are allowed). Nothing was changed; set the clocks, e.g. with timedatectl set-ntp true.");
    }

    private static DentropyException Other(NameServer server, int rcode) => DnsErrors.Failed(server.Place, rcode switch
    {
        FormatError => $"the name server {server} does not take the message (FORMERR), mostly because a value is not what its type wants",
        ServerFailure => $"the name server {server} failed (SERVFAIL), and its own log says why; a disk that is full and a journal that it may not write are usual reasons",
        NotImplemented => $"the name server {server} takes no such requests (NOTIMP)",
        _ => string.Create(CultureInfo.InvariantCulture, $"the name server {server} answered with code {rcode}"),
    });
}
