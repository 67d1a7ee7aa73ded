using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Docker.Helper;

internal static class HelperErrors
{
    public static DentropyException ToolsMissing(string node, IReadOnlyList<string> missing, string? image) => new(
        "HelperToolsMissing",
        DentropyErrorCategory.ObjectNotFound,
        node,
        image is null
            ? $"Node '{node}' lacks programs that this needs: {string.Join(", ", missing)}. Install them there, or name an image on the node that has them with -HelperImage."
            : $"The image '{image}' on node '{node}' lacks programs that this needs: {string.Join(", ", missing)}. Name another with -HelperImage, or leave it out to use the node's own.");

    public static DentropyException StartFailed(string node, string what, string reason, Exception? cause = null) => new(
        "HelperFailed",
        DentropyErrorCategory.InvalidResult,
        node,
        $"The {what} container could not be started on node '{node}': {reason.TrimEnd('.')}.",
        cause);

    public static DentropyException Busy(string node, string app, string container, string? run, DateTimeOffset? since) => new(
        "AppBusy",
        DentropyErrorCategory.ResourceBusy,
        app,
        $"Another run{(run is null ? "" : " " + run)} works on app '{app}' on node '{node}'{(since is { } time ? $" since {time:u}" : "")} (container {container}). Wait for it with -Wait, or try again later; nothing was changed.");

    public static DentropyException GuardLost(string node, string app, Exception? cause = null) => new(
        "GuardLost",
        DentropyErrorCategory.ConnectionError,
        node,
        $"The guard of app '{app}' on node '{node}' is gone or cannot be reached any more{LinkErrors.Because(cause)}, so this was given up. The guard brings the app back by itself; see with Get-DcApp.",
        cause);

    public static DentropyException UndoIncomplete(string node, string app, IReadOnlyList<string> failures) => new(
        "UndoIncomplete",
        DentropyErrorCategory.InvalidResult,
        app,
        $"Not everything could be put back for app '{app}' on node '{node}': {string.Join("; ", failures)}.");
}
