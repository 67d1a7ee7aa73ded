using System.Globalization;
using Dentropy.Edge;

namespace Dentropy.PowerShell.Formatting;

// What the views of ranges, reservations and leases show.
public static class DcDhcpFormat
{
    public static string Part(DcDhcpRange range)
    {
        ArgumentNullException.ThrowIfNull(range);
        return range.Parts > 1 ? string.Create(CultureInfo.InvariantCulture, $"{range.Part}/{range.Parts}") : "";
    }

    public static string Time(TimeSpan time)
    {
        var (count, unit) = time.Ticks % TimeSpan.TicksPerDay == 0 ? (time.TotalDays, "d")
            : time.Ticks % TimeSpan.TicksPerHour == 0 ? (time.TotalHours, "h")
            : time.Ticks % TimeSpan.TicksPerMinute == 0 ? (time.TotalMinutes, "m") : (time.TotalSeconds, "s");
        return count.ToString("0", CultureInfo.InvariantCulture) + unit;
    }

    public static string Words(IEnumerable<string> words) => string.Join(", ", words);

    public static string Addresses(DcDhcpReservation reservation)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        return string.Join(", ", new[] { reservation.Address, reservation.Address6 }.OfType<string>());
    }

    public static string Expires(DcDhcpLease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return lease.Expires is { } at ? at.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "never";
    }

    public static string Mark(bool value) => value ? "yes" : "";

    // Comments are only there for the next reading.
    public static string Lines(IEnumerable<string> lines) => string.Join(", ", lines.Where(line => !line.StartsWith('#')));
}
