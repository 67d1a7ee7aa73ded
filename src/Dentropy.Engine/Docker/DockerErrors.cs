using System.Net;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Docker;

/// <summary>The errors of Docker engines, worded in one place. What a daemon says is passed on; what we send, which may hold secrets, never is.</summary>
internal static class DockerErrors
{
    public const string NotInstalledId = "DockerNotInstalled";

    public static DentropyException Unreachable(string node, string endpoint, string reason, Exception? cause = null) => new(
        "DockerUnreachable",
        DentropyErrorCategory.ConnectionError,
        node,
        $"Docker on node '{node}' does not answer at {endpoint}: {reason.TrimEnd('.')}. Check that the engine is installed and runs there (systemctl status docker), or set the node's DockerHost.",
        cause);

    public static DentropyException NotInstalled(string node, string endpoint, Exception cause) => new(
        NotInstalledId,
        DentropyErrorCategory.ObjectNotFound,
        node,
        $"Node '{node}' has no Docker: there is no socket {endpoint} and no program dockerd. Install it there (Debian: apt install docker.io), or set the node's DockerHost.",
        cause);

    public static DentropyException PermissionDenied(string node, string path, string? account) => new(
        "DockerPermissionDenied",
        DentropyErrorCategory.PermissionDenied,
        node,
        $"The account{(account is null ? "" : " " + account)} on node '{node}' may not open Docker's socket {path}, and sudo without a password is not allowed to it. Add it to the group docker there (usermod -aG docker), allow it sudo, or use another account.");

    public static DentropyException NoRelay(string node, string path) => new(
        "DockerRelayMissing",
        DentropyErrorCategory.ObjectNotFound,
        node,
        $"Docker's socket {path} on node '{node}' can only be reached through a program there, and none of docker, perl and python3 is installed. Install one, or let the account open the socket (group docker).");

    public static DentropyException TooOld(string node, string engine, string highest, string needed) => new(
        "DockerApiTooOld",
        DentropyErrorCategory.NotImplemented,
        node,
        $"Docker {engine} on node '{node}' speaks API {highest} at most, and Dentropy needs {needed}. Upgrade Docker there to 20.10 or later.");

    public static DentropyException TooNew(string node, string engine, string lowest, string known) => new(
        "DockerApiTooNew",
        DentropyErrorCategory.NotImplemented,
        node,
        $"Docker {engine} on node '{node}' speaks API {lowest} at least, and this Dentropy knows {known} at most. Upgrade Dentropy, or set min-api-version in the engine's daemon.json.");

    public static DentropyException InvalidHost(string node, string host, string problem) => new(
        "InvalidDockerHost",
        DentropyErrorCategory.InvalidArgument,
        node,
        $"The Docker endpoint '{host}' of node '{node}' cannot be used: {problem}.");

    public static DentropyException Certificates(string node, string folder, string problem, Exception? cause = null) => new(
        "DockerCertificatesInvalid",
        DentropyErrorCategory.AuthenticationError,
        node,
        $"The certificates for Docker on node '{node}' in {folder} cannot be used: {problem.TrimEnd('.')}. The folder needs ca.pem, cert.pem and key.pem.",
        cause);

    public static DentropyException Tls(string node, string endpoint, string reason, Exception? cause) => new(
        "DockerTlsFailed",
        DentropyErrorCategory.AuthenticationError,
        node,
        $"Docker on node '{node}' at {endpoint} and this machine did not accept each other's certificates: {reason.TrimEnd('.')}. Check DockerCertPath, the names in the server's certificate, and the clocks.",
        cause);

    public static DentropyException LinkLost(string node, DockerSubject subject, Exception? cause) => new(
        "LinkLost",
        DentropyErrorCategory.ConnectionError,
        node,
        $"The link to node '{node}' was lost while Docker was to {subject}{LinkErrors.Because(cause)}; whether that was done is not known. Check the node with Test-DcNode, then run it again.",
        cause);

    public static DentropyException ConnectionLost(string node, DockerSubject subject, Exception? cause) => new(
        "DockerConnectionLost",
        DentropyErrorCategory.ConnectionError,
        node,
        $"Docker on node '{node}' closed the connection while it was to {subject}; whether that was done is not known. Check that the engine runs there (systemctl status docker), then run it again.",
        cause);

    public static DentropyException Malformed(string node, DockerSubject subject, Exception? cause = null) => new(
        "DockerAnswerInvalid",
        DentropyErrorCategory.InvalidResult,
        node,
        $"Docker on node '{node}' gave an answer that cannot be understood when it was to {subject}{(cause is null ? "" : ": " + cause.Message.TrimEnd('.'))}. Check that its DockerHost is a Docker engine and nothing else.",
        cause);

    public static DentropyException PullFailed(string node, string reference, string reason) => new(
        "ImagePullFailed",
        DentropyErrorCategory.ConnectionError,
        node,
        $"Docker on node '{node}' could not pull image {reference}: {reason.TrimEnd('.')}. Check the name, the node's way to the registry, and the credentials (docker login).");

    public static DentropyException ImageFailed(string node, string action, string reason) => new(
        "ImageLoadFailed",
        DentropyErrorCategory.InvalidResult,
        node,
        $"Docker on node '{node}' could not {action}: {reason.TrimEnd('.')}.");

    public static DentropyException NotFound(DockerKind kind, string node, string name) => kind switch
    {
        DockerKind.Container => new("ContainerNotFound", DentropyErrorCategory.ObjectNotFound, name, $"Docker on node '{node}' has no container {name}. See what it has with Get-DcApp -Node {node}."),
        DockerKind.Image => new("ImageNotFound", DentropyErrorCategory.ObjectNotFound, name, $"Docker on node '{node}' has no image {name}. Pull it, load it, or check the name."),
        DockerKind.Volume => new("VolumeNotFound", DentropyErrorCategory.ObjectNotFound, name, $"Docker on node '{node}' has no volume {name}. Check the name with docker volume ls there."),
        DockerKind.Network => new("NetworkNotFound", DentropyErrorCategory.ObjectNotFound, name, $"Docker on node '{node}' has no network {name}. Check the name with docker network ls there."),
        _ => new("DockerRefused", DentropyErrorCategory.ObjectNotFound, node, $"Docker on node '{node}' does not know what was asked of it ({name})."),
    };

    /// <summary>The error for an answer with a status of 400 or more.</summary>
    /// <param name="node">The node.</param>
    /// <param name="subject">What was asked.</param>
    /// <param name="status">The answer's status.</param>
    /// <param name="message">The daemon's message; empty where it sent none.</param>
    public static DentropyException Of(string node, DockerSubject subject, HttpStatusCode status, string message)
    {
        message = message.Trim().TrimEnd('.');
        var said = message.Length > 0 ? message : $"HTTP status {(int)status}";
        return (int)status switch
        {
            404 => Missing(node, subject, said),
            409 => new DentropyException("DockerConflict", DentropyErrorCategory.ResourceBusy, Target(node, subject), $"Docker on node '{node}' refused to {subject}, because it is in conflict with what is there: {said}."),
            >= 500 => new DentropyException("DockerFailed", DentropyErrorCategory.InvalidResult, Target(node, subject), $"Docker on node '{node}' failed to {subject}: {said}. The engine's log there says more (journalctl -u docker)."),
            _ => new DentropyException("DockerRefused", DentropyErrorCategory.InvalidArgument, Target(node, subject), $"Docker on node '{node}' refused to {subject}: {said}."),
        };
    }

    private static string Target(string node, DockerSubject subject) => subject.Name.Length > 0 ? subject.Name : node;

    // The thing that is missing need not be the one that the request is about: a container is made from an image that is not there.
    // The wordings are those of moby (errors of the daemon, of image stores and of libnetwork).
    private static DentropyException Missing(string node, DockerSubject subject, string said)
    {
        (DockerKind Kind, string Mark)[] wordings =
        [
            (DockerKind.Image, "No such image: "),
            (DockerKind.Container, "No such container: "),
            (DockerKind.Network, "network "),
            (DockerKind.Volume, "no such volume"),
        ];
        foreach (var (kind, mark) in wordings)
        {
            if (said.Contains(mark, StringComparison.OrdinalIgnoreCase) && (kind != DockerKind.Network || said.Contains("not found", StringComparison.Ordinal)))
            {
                return NotFound(kind, node, kind == subject.Kind ? subject.Name : Named(said, mark) ?? subject.Name);
            }
        }

        return subject.Kind is DockerKind.Engine || said.Contains("No such exec", StringComparison.OrdinalIgnoreCase) || said.Contains("Could not find the file", StringComparison.OrdinalIgnoreCase)
            ? new DentropyException("DockerRefused", DentropyErrorCategory.ObjectNotFound, Target(node, subject), $"Docker on node '{node}' refused to {subject}: {said}.")
            : NotFound(subject.Kind, node, subject.Name);
    }

    private static string? Named(string said, string mark)
    {
        var at = said.IndexOf(mark, StringComparison.OrdinalIgnoreCase) + mark.Length;
        var name = said[at..].Split(' ', 2)[0].Trim('"', '\'');
        return name.Length > 0 ? name : null;
    }
}
