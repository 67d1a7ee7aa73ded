using System.Globalization;

namespace Dentropy.Cli.Common;

// Bytes in words, in the units of IEC 80000-13.
internal static class Size
{
    private static readonly string[] s_units = ["bytes", "KiB", "MiB", "GiB", "TiB"];

    public static string Text(long bytes)
    {
        var (count, unit) = ((double)bytes, 0);
        for (; count >= 1024 && unit < s_units.Length - 1; unit++)
            count /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 ? $"{bytes}" : $"{count:0.0}")} {s_units[unit]}");
    }
}
