using System.Globalization;

namespace Dentropy.Engine.Apps.Compose;

/// <summary>Durations and sizes as compose files write them.</summary>
internal static class ComposeUnits
{
    private static readonly (string Unit, double Nanoseconds)[] s_times =
    [
        ("ns", 1), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9), ("d", 86400e9), ("w", 7 * 86400e9),
    ];

    /// <summary>Nanoseconds of <c>1m30s</c>, <c>500ms</c>, <c>1.5h</c>; null where it is none.</summary>
    public static long? Duration(string text)
    {
        var rest = text.Trim();
        if (string.Equals(rest, "0", StringComparison.Ordinal))
            return 0;
        var total = 0d;
        var any = false;
        while (rest.Length > 0)
        {
            var digits = rest.AsSpan().IndexOfAnyExcept("0123456789.");
            if (digits < 1 || !double.TryParse(rest.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return null;
            rest = rest[digits..];
            var letters = rest.AsSpan().IndexOfAny("0123456789.") is var end and >= 0 ? end : rest.Length;
            var unit = Array.Find(s_times, one => rest.AsSpan(0, letters).SequenceEqual(one.Unit));
            if (unit.Unit is null)
                return null;
            total += number * unit.Nanoseconds;
            rest = rest[letters..];
            any = true;
        }

        return any && total <= long.MaxValue / 2 ? (long)Math.Round(total) : null;
    }

    /// <summary>Bytes of <c>512m</c>, <c>2gb</c>, <c>1.5GiB</c>, <c>1024</c>; units are powers of 1024, as Compose has them. Null where it is none.</summary>
    public static long? Bytes(string text)
    {
        var trimmed = text.Trim().ToLowerInvariant();
        var digits = trimmed.AsSpan().IndexOfAnyExcept("0123456789.") is var end and >= 0 ? end : trimmed.Length;
        if (digits == 0 || !double.TryParse(trimmed.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return null;
        var power = trimmed[digits..].Trim() switch
        {
            "" or "b" => 0,
            "k" or "kb" or "kib" => 1,
            "m" or "mb" or "mib" => 2,
            "g" or "gb" or "gib" => 3,
            "t" or "tb" or "tib" => 4,
            _ => -1,
        };
        var bytes = number * Math.Pow(1024, power);
        return power >= 0 && bytes < long.MaxValue ? (long)bytes : null;
    }
}
