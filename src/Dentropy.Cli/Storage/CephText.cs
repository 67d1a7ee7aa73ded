using System.Globalization;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Storage;

namespace Dentropy.Cli.Storage;

// Ceph clusters in words, for people.
internal static class CephText
{
    public static IReadOnlyList<Column<DcCephOsd>> OsdColumns { get; } =
    [
        new("Cluster", osd => osd.Cluster),
        new("Osd", osd => osd.Name),
        new("Host", osd => osd.Host),
        new("Class", osd => osd.DeviceClass),
        new("State", osd => $"{(osd.IsUp ? "up" : "down")}, {(osd.IsIn ? "in" : "out")}"),
        new("Size", osd => Bytes(osd.Size), Right: true),
        new("Used %", osd => Number(osd.UsedPercent), Right: true),
        new("Groups", osd => osd.Groups?.ToString(CultureInfo.InvariantCulture), Right: true),
        new("May stop", osd => osd.CanStop switch { true => "yes", false => "no", null => "" }),
    ];

    public static IReadOnlyList<Column<DcCephPool>> PoolColumns { get; } =
    [
        new("Cluster", pool => pool.Cluster),
        new("Pool", pool => pool.Name),
        new("Copies", pool => $"{pool.Size}/{pool.MinSize}{(pool.IsErasureCoded ? " EC" : "")}"),
        new("Spread", pool => pool.FailureDomain),
        new("For", pool => string.Join(", ", pool.Applications)),
        new("Groups", pool => pool.Groups.ToString(CultureInfo.InvariantCulture), Right: true),
        new("Stored", pool => Bytes(pool.Stored), Right: true),
        new("Available", pool => Bytes(pool.Available), Right: true),
        new("Used %", pool => Number(pool.UsedPercent), Right: true),
        new("May fail", pool => pool.Margin?.ToString()),
    ];

    public static IReadOnlyList<Column<DcCephCapacity>> CapacityColumns { get; } =
    [
        new("Cluster", space => space.Cluster),
        new("Size", space => Bytes(space.Total), Right: true),
        new("Used", space => Bytes(space.Used), Right: true),
        new("Used %", space => Number(space.UsedPercent), Right: true),
        new("Fullest", space => space.FullestOsd is { } osd ? $"{osd} {Number(space.FullestPercent)} %" : ""),
        new("Warns at %", space => Number(space.NearFullPercent), Right: true),
        new("Reached", space => space.NearFullTime?.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
        new("Fits after a host", space => space.FitsAfterHostLoss switch { true => "yes", false => "no", null => "" }),
    ];

    private static string? Bytes(long? bytes) => bytes is { } count ? Size.Text(count) : null;

    private static string? Number(double? number) => number?.ToString("0.0", CultureInfo.InvariantCulture);
}
