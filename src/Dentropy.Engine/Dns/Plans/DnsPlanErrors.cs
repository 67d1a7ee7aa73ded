using System.Globalization;

namespace Dentropy.Engine.Dns.Plans;

/// <summary>What can go wrong with plans, worded in one place.</summary>
internal static class DnsPlanErrors
{
    public static DentropyException Invalid(string path, int line, string problem) => new(
        "DnsPlanInvalid",
        DentropyErrorCategory.InvalidData,
        path,
        string.Create(CultureInfo.InvariantCulture, $"{path} line {line}: {problem}. Correct the file; nothing was changed."));

    public static DentropyException NotFound(string path, Exception cause) => new(
        "DnsPlanNotFound", DentropyErrorCategory.ObjectNotFound, path, $"There is no file {path} of DNS records. Give its path; about_Dentropy_Dns shows what is in one.", cause);

    public static DentropyException Unreadable(string path, Exception cause) => new(
        "DnsPlanUnreadable", DentropyErrorCategory.ReadError, path, $"{path} cannot be read: {cause.Message.TrimEnd('.')}. Check its permissions; nothing was changed.", cause);

    public static DentropyException TooMany(string path, string guard) => new(
        "DnsPlanTooManyRemovals",
        DentropyErrorCategory.InvalidArgument,
        path,
        $"{guard} Look at the plan; if that is meant, say -AllowRemoval with the number, or -Force. Nothing was changed.");

    public static DentropyException Empty(string path, string guard) => new(
        "DnsPlanPlaceEmpty",
        DentropyErrorCategory.InvalidResult,
        path,
        $"{guard} Look at the place; if it was emptied on purpose, say -Force. Nothing was changed.");

    public static DentropyException Changed(string path, int now, int then) => new(
        "DnsPlanChanged",
        DentropyErrorCategory.ResourceBusy,
        path,
        string.Create(CultureInfo.InvariantCulture, $"What is to be done for {path} differs from the plan: {now} changes now, {then} then. Make the plan again with Get-DcDnsPlan, or say -Refresh to do what is needed now. Nothing was changed."));
}
