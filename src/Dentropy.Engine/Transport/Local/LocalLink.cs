using System.ComponentModel;
using System.Diagnostics;
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
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe") { Arguments = "/d /s /c \"" + command + "\"" }
            : new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", command } };
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.WorkingDirectory = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        try
        {
            return Task.FromResult<IRemoteProcess>(new ChildProcess(Process.Start(start)!));
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

    public async Task<Stream> ConnectSocketAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw LinkErrors.SocketRefused(DcNode.LocalName, path, e.Message);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
