using System.Globalization;

namespace Dentropy.Engine.Backups.Create;

internal static class BackupCreateErrors
{
    public static DentropyException BindRefused(string node, string path, string problem) => new(
        "BindMountRefused",
        DentropyErrorCategory.InvalidArgument,
        path,
        $"The path {path} of node '{node}' cannot go into a backup: {problem}. Leave it out of -IncludeBindMount; nothing was changed.");

    public static DentropyException BindUnknown(string node, string app, string path) => new(
        "BindMountNotFound",
        DentropyErrorCategory.ObjectNotFound,
        path,
        $"App '{app}' on node '{node}' mounts no path {path}. Get-DcApp shows what it mounts; nothing was changed.");

    public static DentropyException VolumeUnknown(string node, string app, string name) => new(
        "VolumeNotFound",
        DentropyErrorCategory.ObjectNotFound,
        name,
        $"App '{app}' on node '{node}' has no volume {name} to leave out. Get-DcApp shows its volumes; nothing was changed.");

    public static DentropyException LevelInvalid(int level, string program, int highest) => new(
        "InvalidCompressionLevel",
        DentropyErrorCategory.InvalidArgument,
        level.ToString(CultureInfo.InvariantCulture),
        $"{program} has no compression level {level}: choose 1 to {highest}.");

    public static DentropyException HookFailed(string node, string app, string container, string hook, int exitCode, string output) => new(
        "BackupHookFailed",
        DentropyErrorCategory.InvalidResult,
        app,
        $"The {hook} hook of container '{container}' (app '{app}', node '{node}') ended with exit code {exitCode}{(output.Length > 0 ? ": " + output : " and said nothing")}.");

    public static DentropyException PartFailed(string node, string app, string part, string program, int exitCode, string output) => new(
        "BackupPartFailed",
        DentropyErrorCategory.ReadError,
        part,
        $"Part {part} of app '{app}' could not be read on node '{node}': {program} ended with exit code {exitCode}{(output.Length > 0 ? ": " + output : "")}. The app is up again, and no backup was made.");

    public static DentropyException NotRestored(string node, string app, DentropyException cause, Exception undo) => new(
        cause.ErrorId,
        cause.Category,
        cause.Target ?? app,
        $"{cause.Message} Besides, putting app '{app}' on node '{node}' back was not seen to succeed: {undo.Message} Look at it with Get-DcApp.",
        cause);

    public static DentropyException ImagesFailed(string node, string app, string output) => new(
        "BackupImagesFailed",
        DentropyErrorCategory.InvalidResult,
        app,
        $"The images of app '{app}' could not be saved on node '{node}'{(output.Length > 0 ? ": " + output.TrimEnd('.') : "")}. The app is up, and no backup was made.");

    public static DentropyException FilesMissing(string node, string container, string path, Exception cause) => new(
        "BackupFilesFailed",
        DentropyErrorCategory.ReadError,
        container,
        $"The file {path} of container '{container}' on node '{node}' could not be read: {cause.Message}",
        cause);
}
