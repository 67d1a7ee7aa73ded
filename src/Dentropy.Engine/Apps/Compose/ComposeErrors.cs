namespace Dentropy.Engine.Apps.Compose;

/// <summary>What can be wrong with a compose file, with file and line.</summary>
internal static class ComposeErrors
{
    private const int Most = 12;

    public static DentropyException Invalid(string file, int line, string? path, string problem) => new(
        "ComposeInvalid",
        DentropyErrorCategory.InvalidData,
        file,
        $"{file} line {line}{(string.IsNullOrEmpty(path) ? "" : ", " + path)}: {problem.TrimEnd('.')}. Nothing was changed.");

    public static DentropyException Unsupported(string file, IReadOnlyList<ComposeRefusal> refusals)
    {
        var lines = refusals.Take(Most).Select(one => $"line {one.Line}, {one.Path}: {one.Why}");
        var more = refusals.Count > Most ? $"; and {refusals.Count - Most} more" : "";
        return new DentropyException(
            "ComposeUnsupported",
            DentropyErrorCategory.NotImplemented,
            file,
            $"{file} asks for what Dentropy does not do, and nothing was changed: {string.Join("; ", lines)}{more}.");
    }

    public static DentropyException NotFound(string path, Exception? cause = null) => new(
        "ComposeFileNotFound",
        DentropyErrorCategory.ObjectNotFound,
        path,
        $"There is no compose file {path}. Give the path of one, or of a folder that holds compose.yaml or docker-compose.yml.",
        cause);

    public static DentropyException Unreadable(string path, Exception cause) => new(
        "ComposeFileUnreadable",
        DentropyErrorCategory.ReadError,
        path,
        $"{path} cannot be read: {cause.Message.TrimEnd('.')}. Nothing was changed.",
        cause);

    public static DentropyException BadName(string name, string from) => new(
        "InvalidAppName",
        DentropyErrorCategory.InvalidArgument,
        name,
        $"'{Inventory.Shown.Text(name)}' from {from} cannot be the name of an app. Use lower-case letters, digits, hyphens and underscores, a letter or digit first.");
}

/// <summary>A key that is refused by name.</summary>
internal sealed record ComposeRefusal(int Line, string Path, string Why);
