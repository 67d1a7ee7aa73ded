using System.Globalization;
using Dentropy.Engine.Storage.Ceph;
using Dentropy.Storage;

namespace Dentropy.PowerShell.Formatting;

// What the views of Ceph clusters show.
public static class DcCephFormat
{
    public static string Block(DcCephHealth health) => string.Join(Environment.NewLine, CephHealthText.Lines(health));

    public static string State(DcCephOsd osd)
    {
        ArgumentNullException.ThrowIfNull(osd);
        return $"{(osd.IsUp ? "up" : "down")}, {(osd.IsIn ? "in" : "out")}";
    }

    public static string YesNo(bool? value) => value switch
    {
        true => "yes",
        false => "no",
        null => "",
    };

    public static string Percent(double? value) => value?.ToString("0.0", CultureInfo.InvariantCulture) ?? "";

    public static string Copies(DcCephPool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return string.Create(CultureInfo.InvariantCulture, $"{pool.Size}/{pool.MinSize}{(pool.IsErasureCoded ? " EC" : "")}");
    }

    public static string Time(DateTimeOffset? time) => time is { } at ? DcFormat.Local(at) : "";
}
