using System.Globalization;
using System.Management.Automation;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell;

// Reads a plain number as seconds. PowerShell itself would take it as ticks of 100 ns, which nobody means.
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var data = Values.Unwrap(inputData);
        return data switch
        {
            null or TimeSpan => data,
            string text => Parse(text.Trim()),
            IConvertible number when number is not (bool or char or DateTime or Enum) => Seconds(number.ToDouble(CultureInfo.InvariantCulture), inputData),
            _ => throw Bad(inputData),
        };
    }

    private static TimeSpan Parse(string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
            return Seconds(seconds, text);
        if (text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span))
            return span;
        var at = text.AsSpan().IndexOfAnyExcept("0123456789.");
        var unit = at < 1 ? 0 : text[at..].TrimStart() switch { "ms" => 0.001, "s" => 1, "m" => 60, "h" => 3600, "d" => 86400, _ => 0 };
        return unit > 0 && double.TryParse(text.AsSpan(0, at), NumberStyles.Float, CultureInfo.InvariantCulture, out var count)
            ? Seconds(count * unit, text)
            : throw Bad(text);
    }

    private static TimeSpan Seconds(double seconds, object? given) =>
        double.IsFinite(seconds) && Math.Abs(seconds) < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : throw Bad(given);

    private static ArgumentTransformationMetadataException Bad(object? given) =>
        new($"'{given}' is not a duration. Give seconds (30), a number with a unit (500ms, 30s, 5m, 2h), or hours, minutes and seconds (00:05:00).");
}
