namespace Dentropy.Cli.Common;

// Errors that are this command's own, not the engine's.
internal static class CliError
{
    public static DentropyException Usage(string message) => new("InvalidUsage", DentropyErrorCategory.InvalidArgument, target: null, message);

    public static DentropyException Option(string option, string value, string message) =>
        new("InvalidOptionValue", DentropyErrorCategory.InvalidArgument, value, $"{option} '{value}' {message}");

    public static DentropyException NotConfirmed(string action, string names) => new(
        "NotConfirmed",
        DentropyErrorCategory.InvalidArgument,
        names,
        $"Nobody is there to confirm: {action} {names}. Nothing was done. Say --yes, or look first with --what-if.");

    public static DentropyException Unreadable(string option, string path, Exception cause)
    {
        var missing = cause is FileNotFoundException or DirectoryNotFoundException;
        return new DentropyException(
            missing ? "FileNotFound" : "FileUnreadable",
            missing ? DentropyErrorCategory.ObjectNotFound : DentropyErrorCategory.ReadError,
            path,
            $"{option}: the file {path} cannot be read: {cause.Message.TrimEnd('.')}. Nothing was run. Give the path of a file on this machine.",
            cause);
    }
}
