using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Dentropy.Nodes;

namespace Dentropy.Engine.Transport.Local;

/// <summary>This machine, without SSH.</summary>
internal sealed class LocalLink : INodeLink
{
    private LocalLink()
    {
    }

    public static LocalLink Instance { get; } = new();

    public Task<IRemoteProcess> StartAsync(string command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var marker = RunMarker.NewId();
        // A signal of ours does not reach root's processes; the order to stop goes through sudo as the command did.
        return Task.FromResult<IRemoteProcess>(RootCommand.IsWrapped(command)
            ? Launch(RunMarker.Marked(marker, command), () => RunToEndAsync(RunMarker.StopCommand(marker, asRoot: true)))
            : Launch(command, stop: null));
    }

    public Task<Stream> ConnectSocketAsync(string path, CancellationToken cancellationToken) => ConnectAsync(
        new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
        new UnixDomainSocketEndPoint(path),
        refusal => LinkErrors.SocketRefused(DcNode.LocalName, path, refusal.Message),
        cancellationToken);

    public Task<Stream> ConnectTcpAsync(string host, int port, CancellationToken cancellationToken) => ConnectAsync(
        new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true },
        new DnsEndPoint(host, port),
        refusal => LinkErrors.PortRefused(DcNode.LocalName, host, port, refusal.Message),
        cancellationToken);

    private static async Task<Stream> ConnectAsync(
        Socket socket, EndPoint where, Func<SocketException, DentropyException> refused, CancellationToken cancellationToken)
    {
        try
        {
            await socket.ConnectAsync(where, cancellationToken).ConfigureAwait(false);
            return new SocketStream(socket);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw refused(e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task RunToEndAsync(string command)
    {
        var process = Launch(command, stop: null);
        await using (process.ConfigureAwait(false))
        {
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static ChildProcess Launch(string command, Func<Task>? stop)
    {
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe") { Arguments = "/d /s /c \"" + command + "\"" }
            : new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", command } };
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.WorkingDirectory = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        try
        {
            return new ChildProcess(Process.Start(start)!, stop);
        }
        catch (Win32Exception e)
        {
            throw new DentropyException(
                "ShellMissing",
                DentropyErrorCategory.ObjectNotFound,
                DcNode.LocalName,
                $"This machine's shell {start.FileName} could not be started: {e.Message}.",
                e);
        }
    }
}
