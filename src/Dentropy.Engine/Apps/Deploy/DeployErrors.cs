namespace Dentropy.Engine.Apps.Deploy;

/// <summary>What stands in a deploy's way, each with its way out.</summary>
internal static class DeployErrors
{
    public static DentropyException Conflict(string target, string problem) => new(
        "ComposeConflict", DentropyErrorCategory.ResourceExists, target, $"{problem} Nothing was changed.");

    public static DentropyException PortInUse(string node, string service, string port, string holder) => new(
        "PortInUse",
        DentropyErrorCategory.ResourceBusy,
        port,
        $"Service '{service}' wants port {port} of node '{node}', which container {holder} has. Nothing was changed; stop that one, or publish another port.");

    public static DentropyException ImageMissing(string node, string service, string image) => new(
        "ImageNotFound",
        DentropyErrorCategory.ObjectNotFound,
        image,
        $"Node '{node}' does not have image {image} of service '{service}', and it is not to be pulled. Nothing was changed; load it there, or allow the pull.");

    public static DentropyException Reverted(DentropyException cause, string container) => new(
        cause.ErrorId, cause.Category, cause.Target, $"{cause.Message} The container {container} that ran before was brought back.", cause);
}
