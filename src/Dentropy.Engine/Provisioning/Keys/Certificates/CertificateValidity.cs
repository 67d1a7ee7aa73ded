using System.Globalization;

namespace Dentropy.Engine.Provisioning.Keys.Certificates;

/// <summary>How long a certificate is valid.</summary>
internal static class CertificateValidity
{
    /// <summary>What a certificate reaches back, since clocks differ.</summary>
    public static readonly TimeSpan Backdate = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(3660);

    /// <summary>Reads numbers with units, from large to small: w, d, h, m, s.</summary>
    /// <exception cref="DentropyException"><c>ValidForInvalid</c>.</exception>
    public static TimeSpan Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var total = TimeSpan.Zero;
        var last = "";
        for (var rest = text.Trim().AsSpan(); !rest.IsEmpty;)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            // Six digits of weeks are far beyond the longest, and fit into everything.
            if (digits is < 1 or > 6 || !int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                throw CertificateErrors.ValidFor(text);
            var unit = rest.Slice(digits, 1).ToString();
            if (Seconds(unit) is 0 || (last.Length > 0 && Seconds(unit) >= Seconds(last)))
                throw CertificateErrors.ValidFor(text);
            total += TimeSpan.FromSeconds((double)count * Seconds(unit));
            last = unit;
            rest = rest[(digits + 1)..];
        }

        return total > TimeSpan.Zero && total <= s_longest ? total : throw CertificateErrors.ValidFor(text);
    }

    private static int Seconds(string unit) => unit switch { "w" => 604_800, "d" => 86_400, "h" => 3600, "m" => 60, "s" => 1, _ => 0 };
}
