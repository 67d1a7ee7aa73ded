namespace Dentropy.Engine.Transport;

/// <summary>How a remote command ended.</summary>
/// <param name="ExitCode">Its exit code; null where a signal ended it.</param>
/// <param name="Signal">Name of the signal without <c>SIG</c>; null where it ended by itself.</param>
public sealed record RemoteExit(int? ExitCode, string? Signal);

/// <summary>A command that runs on a node.</summary>
public interface IRemoteProcess : IAsyncDisposable
{
    /// <summary>Its standard input. Disposing it sends the end of input.</summary>
    Stream StandardInput { get; }

    /// <summary>Its standard output. What is not read holds the command back, and never grows memory beyond one window.</summary>
    Stream StandardOutput { get; }

    /// <summary>Its standard error, under the same rule; it has to be read as well.</summary>
    Stream StandardError { get; }

    /// <summary>Waits for the command's end. Output may still be waiting to be read.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the command.</param>
    /// <exception cref="DentropyException"><c>LinkLost</c>: the link broke while it ran.</exception>
    Task<RemoteExit> WaitForExitAsync(CancellationToken cancellationToken);

    /// <summary>Stops the command: TERM, and KILL a moment later, to its whole process group; returns when it has ended or was left to the node after the bound.</summary>
    Task StopAsync();
}

/// <summary>A warm way to one node: commands and sockets over one authenticated link.</summary>
public interface INodeLink
{
    /// <summary>Starts a command with the account's own shell, as <c>ssh node command</c> would.</summary>
    /// <param name="command">The command line, already quoted for a POSIX shell.</param>
    /// <param name="cancellationToken">Ends the waiting for a free session; a command that has started is stopped by <see cref="IRemoteProcess.StopAsync"/>.</param>
    /// <exception cref="DentropyException"><c>LinkLost</c>, <c>SessionRefused</c>.</exception>
    Task<IRemoteProcess> StartAsync(string command, CancellationToken cancellationToken);

    /// <summary>Connects to a stream socket on the node, e.g. <c>/var/run/docker.sock</c>.</summary>
    /// <param name="path">Absolute path of the socket on the node.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The stream; it is <see cref="IHalfCloseable"/>.</returns>
    /// <exception cref="DentropyException"><c>RemoteSocketRefused</c>, <c>LinkLost</c>.</exception>
    Task<Stream> ConnectSocketAsync(string path, CancellationToken cancellationToken);

    /// <summary>Connects to a TCP port as the node sees it, e.g. one that listens on its loopback only.</summary>
    /// <param name="host">Name or address, looked up on the node.</param>
    /// <param name="port">The port.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The stream; it is <see cref="IHalfCloseable"/>. Where ssh has no control sockets, a refusal is told by the first read.</returns>
    /// <exception cref="DentropyException"><c>RemotePortRefused</c>: nobody listens, or sshd forbids it; <c>LinkLost</c>.</exception>
    Task<Stream> ConnectTcpAsync(string host, int port, CancellationToken cancellationToken);
}
