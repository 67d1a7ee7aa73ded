using System.Globalization;

namespace Dentropy.Engine.Dns.Plans;

/// <summary>Times to live as people write them: 300, 5m, 1h, 1d.</summary>
internal static class DnsTimes
{
    // RFC 2181, 8: 31 bits.
    private const long Longest = int.MaxValue;

    /// <summary>Reads one; null where it is none.</summary>
    public static TimeSpan? Parse(string text)
    {
        var unit = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, 'w' => 604800, _ => 0 };
        return long.TryParse(unit > 0 ? text.AsSpan(0, text.Length - 1) : text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= Longest && count * Math.Max(unit, 1) <= Longest
            ? TimeSpan.FromSeconds(count * Math.Max(unit, 1))
            : null;
    }
}
