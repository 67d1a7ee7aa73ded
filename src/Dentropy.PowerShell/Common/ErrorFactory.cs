using System.Management.Automation;

namespace Dentropy.PowerShell.Common;

internal static class ErrorFactory
{
    public const string Unexpected = "UnexpectedError";

    public static ErrorRecord Record(Exception error, object? target = null)
    {
        if (error is DentropyException known)
            return new ErrorRecord(known, known.ErrorId, Category(known.Category), target ?? known.Target);
        return new ErrorRecord(error, Unexpected, ErrorCategory.NotSpecified, target);
    }

    // The two enums share their names and not their numbers.
    public static ErrorCategory Category(DentropyErrorCategory category) =>
        Enum.TryParse<ErrorCategory>(category.ToString(), out var mapped) ? mapped : ErrorCategory.NotSpecified;
}
