using System.Globalization;
using System.Text.Json;
using Dentropy.Engine.Storage.Ceph.Margins;

namespace Dentropy.Engine.Storage.Ceph.Reading;

/// <summary>Numbers of Ceph's answers, also those in quotes; what is no number is null.</summary>
internal static class CephNumbers
{
    /// <summary>A whole number of up to 64 bits.</summary>
    public static long? Long(this JsonElement element, string name) => element.Field(name) switch
    {
        { ValueKind: JsonValueKind.Number } field when field.TryGetInt64(out var number) => number,
        { ValueKind: JsonValueKind.Number } field when field.TryGetDouble(out var real) && real is > -9e18 and < 9e18 => (long)real,
        { ValueKind: JsonValueKind.String } field when long.TryParse(field.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    /// <summary>A number; null also for what is not finite.</summary>
    public static double? Real(this JsonElement element, string name) => element.Field(name) switch
    {
        { ValueKind: JsonValueKind.Number } field when field.TryGetDouble(out var real) && double.IsFinite(real) => real,
        { ValueKind: JsonValueKind.String } field when double.TryParse(field.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) => real,
        _ => null,
    };

    /// <summary>A part as percent, with two digits.</summary>
    public static double? Percent(this JsonElement element, string name) => element.Real(name) is { } part ? Math.Round(part * 100, 2) : null;
}
