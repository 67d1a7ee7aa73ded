using System.Globalization;

namespace Dentropy.Engine;

/// <summary>Numbers of bytes as messages say them.</summary>
public static class ByteCount
{
    /// <summary>In bytes, KiB, MiB or GiB, with one decimal place from MiB on.</summary>
    /// <param name="bytes">The number.</param>
    public static string Text(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.0} MiB"),
        >= 1L << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
    };
}
