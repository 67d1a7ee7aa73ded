using System.Globalization;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Http;

/// <summary>What can go wrong between us and a service, worded in one place. An address is shown without its path, which may have a secret in it.</summary>
internal static class ApiErrors
{
    public static DentropyException Unreachable(ApiSettings settings, Exception cause) => new(
        "ServiceUnreachable",
        DentropyErrorCategory.ConnectionError,
        settings.Name,
        $"{settings.Name} at {Origin(settings)} cannot be reached: {(cause.InnerException ?? cause).Message.TrimEnd('.')}. Check the address, the network and the service, and try again.",
        cause);

    public static DentropyException TimedOut(ApiSettings settings, Exception cause) => new(
        "ServiceTimeout",
        DentropyErrorCategory.OperationTimeout,
        settings.Name,
        $"{settings.Name} at {Origin(settings)} did not answer within {settings.Timeout.TotalSeconds:0} seconds. Whether it did what it was asked for is not known: look before you try again.",
        cause);

    public static DentropyException Untrusted(ApiSettings settings, Exception cause) => new(
        "ServiceUntrusted",
        DentropyErrorCategory.AuthenticationError,
        settings.Name,
        $"The certificate of {settings.Name} at {Origin(settings)} is not trusted: {(cause.InnerException ?? cause).Message.TrimEnd('.')}. Nothing was sent; name its authority with caFile, or mend the certificate.",
        cause);

    public static DentropyException RateLimited(ApiSettings settings, TimeSpan? pause) => new(
        "ServiceRateLimited",
        DentropyErrorCategory.ResourceBusy,
        settings.Name,
        $"{settings.Name} takes no more requests for now{(pause is { } time ? string.Create(CultureInfo.InvariantCulture, $", and asks to wait {time.TotalSeconds:0} seconds") : "")}. Try again later; what was done so far is done.");

    public static DentropyException Failed(ApiSettings settings, ApiAnswer answer) => new(
        "ServiceFailed",
        DentropyErrorCategory.InvalidResult,
        settings.Name,
        $"{settings.Name} at {Origin(settings)} failed with {(int)answer.Status}. Try again later, and look at the service's own log.");

    public static DentropyException Redirected(ApiSettings settings, ApiAnswer answer) => new(
        "ServiceFailed",
        DentropyErrorCategory.InvalidResult,
        settings.Name,
        $"{settings.Name} at {Origin(settings)} answers from another address{(answer.Headers.Location is { IsAbsoluteUri: true } to ? $" ({to.GetLeftPart(UriPartial.Authority)})" : "")} ({(int)answer.Status}). Nothing was done; write the address that it really has.");

    public static DentropyException CaFileUnreadable(string path, string why, Exception? cause) => new(
        "CaFileUnreadable",
        DentropyErrorCategory.ReadError,
        path,
        $"The certificates in {Shown.Text(path)} cannot be read: {why.TrimEnd('.')}. Nothing was sent; give a file in PEM.",
        cause);

    /// <summary>How long an answer asks to wait (Retry-After, RFC 9110 10.2.3); null where it does not.</summary>
    public static TimeSpan? Pause(ApiAnswer answer, TimeProvider clock) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - clock.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero,
        _ => null,
    };

    private static string Origin(ApiSettings settings) => settings.Address.GetLeftPart(UriPartial.Authority);
}
