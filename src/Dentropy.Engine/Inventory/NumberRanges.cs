using System.Globalization;

namespace Dentropy.Engine.Inventory;

/// <summary>The numbers of one pair of brackets: <c>1-9,12,20-30/2</c>, with leading zeros where they are written so.</summary>
internal sealed class NumberRanges
{
    /// <summary>How many names one item may stand for.</summary>
    public const long Most = 1_000_000;

    private readonly List<Range> _ranges = [];

    private NumberRanges()
    {
    }

    private sealed record Range(long First, long Last, long Step, int Width);

    /// <summary>How many numbers there are; one written twice counts twice.</summary>
    public long Count { get; private set; }

    /// <summary>Whether the text between brackets is about numbers, and not a choice of letters.</summary>
    public static bool IsNumeric(ReadOnlySpan<char> text) => text.ContainsAnyInRange('0', '9') && !text.ContainsAnyExcept("0123456789,-/");

    /// <summary>Reads the text between brackets.</summary>
    /// <param name="expression">The whole expression, for messages.</param>
    /// <param name="start">Index of the first character after the bracket.</param>
    /// <param name="end">Index of the closing bracket.</param>
    public static NumberRanges Parse(string expression, int start, int end)
    {
        var ranges = new NumberRanges();
        while (true)
        {
            var comma = expression.IndexOf(',', start, end - start);
            var stop = comma < 0 ? end : comma;
            ranges.Add(expression, start, stop);
            if (comma < 0)
                return ranges;

            start = comma + 1;
        }
    }

    /// <summary>Whether some digits are one of the numbers, as it would be written.</summary>
    public bool Contains(ReadOnlySpan<char> digits)
    {
        if (digits.Length > 18)
            return false;

        var value = long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        var natural = Digits(value);
        foreach (var range in _ranges)
        {
            if (value >= range.First && value <= range.Last && (value - range.First) % range.Step == 0
                && digits.Length == Math.Max(natural, range.Width))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The numbers, each with the width that leading zeros fill it to; 0 where none do.</summary>
    public IEnumerable<(int Width, long Value)> Values()
    {
        foreach (var range in _ranges)
        {
            for (var value = range.First; value <= range.Last; value += range.Step)
                yield return (range.Width, value);
        }
    }

    /// <summary>The numbers as they are written.</summary>
    public IEnumerable<string> Texts() =>
        Values().Select(n => n.Value.ToString("D" + n.Width.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    private void Add(string expression, int start, int end)
    {
        var text = expression[start..end];
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var bounds = slash < 0 ? text : text[..slash];
        var dash = bounds.IndexOf('-', StringComparison.Ordinal);
        var firstText = dash < 0 ? bounds : bounds[..dash];
        var lastText = dash < 0 ? bounds : bounds[(dash + 1)..];
        if (!TryNumber(firstText, out var first) || !TryNumber(lastText, out var last) || (slash >= 0 && dash < 0))
            throw NodeSetErrors.At(expression, start, $"'{Shown.Text(text)}' is no range of numbers; write it like 1-9, 1-9/2 or 7");

        var step = 1L;
        if (slash >= 0 && (!TryNumber(text[(slash + 1)..], out step) || step == 0))
            throw NodeSetErrors.At(expression, start + slash + 1, $"'{Shown.Text(text[(slash + 1)..])}' is no step; write a number from 1 on");
        if (last < first)
            throw NodeSetErrors.At(expression, start, $"the range {firstText}-{lastText} runs backwards; write {lastText}-{firstText}");

        var padded = (firstText.Length > 1 && firstText[0] == '0') || (lastText.Length > 1 && lastText[0] == '0');
        if (padded && firstText.Length != lastText.Length)
        {
            var shown = firstText.PadLeft(lastText.Length, '0');
            throw NodeSetErrors.At(expression, start, $"the ends of {firstText}-{lastText} have leading zeros and different lengths; write both with the same number of digits, like {shown}-{lastText.PadLeft(firstText.Length, '0')}");
        }

        Count += ((last - first) / step) + 1;
        if (Count > Most)
            throw NodeSetErrors.At(expression, start, TooMany);
        _ranges.Add(new Range(first, last, step, padded ? firstText.Length : 0));
    }

    /// <summary>What to say about an item of too many names.</summary>
    public static string TooMany => "this stands for more than a million names; write a smaller range, or a wildcard such as n*";

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && text.Length <= 18;

    private static int Digits(long value)
    {
        var digits = 1;
        while ((value /= 10) > 0)
            digits++;
        return digits;
    }
}
