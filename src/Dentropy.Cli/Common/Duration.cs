using System.CommandLine;
using System.Globalization;

namespace Dentropy.Cli.Common;

// 30 (seconds), 500ms, 30s, 5m, 2h, 1d, 1h30m, 00:05:00.
internal static class Duration
{
    // Null where the option was not given.
    public static TimeSpan? Read(CommandContext context, Option<string?> option)
    {
        if (context.Get(option) is not { } word)
            return null;
        return Parse(word) is { } time && time > TimeSpan.Zero
            ? time
            : throw CliError.Option(option.Name, word, "is not a duration. Say a number and its unit (500ms, 30s, 5m, 1h30m); a number alone is seconds.");
    }

    public static string Text(TimeSpan time) => time switch
    {
        { TotalSeconds: < 10 } => time.TotalSeconds.ToString("0.00 s", CultureInfo.InvariantCulture),
        { TotalMinutes: < 1 } => time.TotalSeconds.ToString("0 s", CultureInfo.InvariantCulture),
        { TotalHours: < 1 } => time.ToString(@"m\:ss", CultureInfo.InvariantCulture) + " min",
        _ => ((int)time.TotalHours).ToString(CultureInfo.InvariantCulture) + time.ToString(@"\:mm\:ss", CultureInfo.InvariantCulture) + " h",
    };

    private static TimeSpan? Parse(string word)
    {
        if (Number(word) is { } seconds)
            return Seconds(seconds);
        if (word.Contains(':', StringComparison.Ordinal))
            return TimeSpan.TryParseExact(word, ["h\\:mm\\:ss", "m\\:ss"], CultureInfo.InvariantCulture, out var clock) ? clock : null;

        var total = 0.0;
        var last = double.MaxValue;
        var rest = word.AsSpan();
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept("0123456789.");
            if (digits < 1 || Number(rest[..digits]) is not { } count)
                return null;
            rest = rest[digits..];
            var letters = rest.IndexOfAnyExcept("dhms") is var end and >= 0 ? end : rest.Length;
            var unit = rest[..letters] switch { "d" => 86_400, "h" => 3600, "m" => 60, "s" => 1, "ms" => 0.001, _ => 0 };
            // Units go from large to small, each once.
            if (unit == 0 || unit >= last)
                return null;
            total += count * unit;
            last = unit;
            rest = rest[letters..];
        }

        return word.Length > 0 ? Seconds(total) : null;
    }

    private static double? Number(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    // A timer of .NET takes 49 days at most (CancellationTokenSource.CancelAfter).
    private static TimeSpan? Seconds(double seconds) => seconds < 49 * 86_400 ? TimeSpan.FromSeconds(seconds) : null;
}
