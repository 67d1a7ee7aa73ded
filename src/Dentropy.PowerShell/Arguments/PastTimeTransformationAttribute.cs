using System.Management.Automation;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell;

// Takes a duration as that long ago: 10m, 2h, a TimeSpan. What is a time stays one.
[AttributeUsage(AttributeTargets.Property)]
public sealed class PastTimeTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly DurationTransformationAttribute s_duration = new();

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        switch (Values.Unwrap(inputData))
        {
            case TimeSpan span:
                return DateTimeOffset.Now - span;
            case string text when text.Length > 0 && char.IsAsciiDigit(text[0]) && char.IsAsciiLetter(text[^1]) && !text.Contains('T', StringComparison.Ordinal) && !text.Contains('-', StringComparison.Ordinal):
                return DateTimeOffset.Now - (TimeSpan)s_duration.Transform(engineIntrinsics, text)!;
            case DateTime time:
                return new DateTimeOffset(time);
            default:
                return inputData;
        }
    }
}
