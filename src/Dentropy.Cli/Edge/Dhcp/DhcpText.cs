using System.Globalization;
using Dentropy.Cli.Output;
using Dentropy.Edge;

namespace Dentropy.Cli.Edge.Dhcp;

// Ranges, reservations, leases and changes in words, for people.
internal static class DhcpText
{
    public static IReadOnlyList<Column<DcDhcpRange>> Ranges { get; } =
    [
        new("Name", range => range.Name),
        new("Node", range => range.Node),
        new("From", range => range.ServedFrom),
        new("To", range => range.ServedTo),
        new("Part", range => range.Parts > 1 ? string.Create(CultureInfo.InvariantCulture, $"{range.Part}/{range.Parts}") : ""),
        new("Network", range => range.Network),
        new("Lease", range => Time(range.LeaseTime), Right: true),
        new("Gateway", range => range.Gateway ?? ""),
        new("Domain", range => range.Domain ?? ""),
    ];

    public static IReadOnlyList<Column<DcDhcpReservation>> Reservations { get; } =
    [
        new("Name", reservation => reservation.Name),
        new("MAC", reservation => string.Join(", ", reservation.MacAddress)),
        new("Address", reservation => string.Join(", ", new[] { reservation.Address, reservation.Address6 }.OfType<string>())),
        new("Node", reservation => reservation.Node),
    ];

    public static IReadOnlyList<Column<DcDhcpLease>> Leases { get; } =
    [
        new("Address", lease => lease.Address),
        new("Name", lease => lease.Hostname ?? ""),
        new("MAC", lease => lease.MacAddress ?? ""),
        new("Expires", lease => lease.Expires?.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "never"),
        new("Reserved", lease => lease.Reserved ? "yes" : ""),
        new("Range", lease => lease.Range ?? ""),
        new("Node", lease => lease.Node),
    ];

    public static string Target(DcDhcpChange change) => $"{change.Name} on {change.Node}";

    public static string Verb(DcDhcpChange change) => change.Action switch
    {
        DcDhcpAction.Create => "create",
        DcDhcpAction.Update => "change",
        DcDhcpAction.Remove => "remove",
        _ => "keep",
    };

    public static string Line(DcDhcpChange change) => change.Action switch
    {
        DcDhcpAction.Create => $"+ {Target(change)}: {Lines(change.LinesAfter)}",
        DcDhcpAction.Remove => $"- {Target(change)}: {Lines(change.LinesBefore)}",
        _ => $"~ {Target(change)}: {Lines(change.LinesBefore)} -> {Lines(change.LinesAfter)}",
    };

    // As a difference of files, line by line.
    public static IReadOnlyList<string> Details(DcDhcpChange change) =>
    [
        .. change.LinesBefore.Except(change.LinesAfter, StringComparer.Ordinal).Select(line => "- " + line),
        .. change.LinesAfter.Except(change.LinesBefore, StringComparer.Ordinal).Select(line => "+ " + line),
    ];

    private static string Lines(IEnumerable<string> lines) => string.Join(", ", lines.Where(line => !line.StartsWith('#')));

    private static string Time(TimeSpan time) => time.TotalDays >= 1 && time.Ticks % TimeSpan.TicksPerDay == 0 ? $"{time.Days}d"
        : time.Ticks % TimeSpan.TicksPerHour == 0 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0}h") : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.#}m");
}
