using Dentropy.Engine.Transport.Mux;

namespace Dentropy.Engine.Transport;

/// <summary>The errors of links, worded in one place.</summary>
internal static class LinkErrors
{
    public static DentropyException Lost(string node, Exception? cause = null) => new(
        "LinkLost",
        DentropyErrorCategory.ConnectionError,
        node,
        $"The link to node '{node}' was lost while a command ran{Because(cause)}; whether the command finished is not known. Check the node with Test-DcNode, then run it again.",
        cause);

    /// <summary>What ssh said when it gave the link up, to be put into a sentence.</summary>
    public static string Because(Exception? cause)
    {
        for (var e = cause; e is not null; e = e.InnerException)
        {
            if (e is MuxClosedException { Reason.Length: > 0 } closed)
                return $" ({closed.Reason})";
        }

        return "";
    }

    public static DentropyException Broken(string node, Exception cause) => new(
        "LinkLost",
        DentropyErrorCategory.ConnectionError,
        node,
        $"The link to node '{node}' failed: {cause.Message} Check the node with Test-DcNode, then run it again.",
        cause);

    public static DentropyException SessionRefused(string node, string reason) => new(
        "SessionRefused",
        DentropyErrorCategory.ConnectionError,
        node,
        $"The ssh server of node '{node}' refused a session: {reason}. Check MaxSessions, ForceCommand and the account's shell there.");

    public static DentropyException SocketRefused(string node, string path, string reason) => new(
        "RemoteSocketRefused",
        DentropyErrorCategory.ConnectionError,
        node,
        $"Node '{node}' did not connect to its socket {path}: {reason}. Check that the service runs, that the account may use the socket, and that sshd allows AllowStreamLocalForwarding.");

    public static DentropyException PortRefused(string node, string host, int port, string reason) => new(
        "RemotePortRefused",
        DentropyErrorCategory.ConnectionError,
        node,
        $"Node '{node}' did not connect to {host}:{port}: {reason}. Check that the service runs and listens there.");

    public static DentropyException PortForbidden(string node, string host, int port) => new PortForbiddenException(node, host, port);

    public static DentropyException Missing(string program) => new(
        "SshMissing",
        DentropyErrorCategory.ObjectNotFound,
        program,
        $"The program '{program}' was not found. Install OpenSSH's client (Debian: apt install openssh-client), or set DENTROPY_SSH to its path.");
}
