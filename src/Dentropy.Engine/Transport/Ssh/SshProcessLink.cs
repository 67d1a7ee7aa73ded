using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Dentropy.Engine.Transport.Local;
using Dentropy.Nodes;

namespace Dentropy.Engine.Transport.Ssh;

/// <summary>The way to a node where ssh has no control sockets: one ssh process for each command.</summary>
internal sealed class SshProcessLink : IPooledLink
{
    // ssh returns this itself when it fails; a command that returns it looks the same.
    private const int SshFailed = 255;

    private readonly DcNode _node;
    private readonly LinkOptions _options;
    private readonly List<string> _arguments;

    public SshProcessLink(DcNode node, LinkOptions options, string? proxyCommand)
    {
        _node = node;
        _options = options;
        _arguments = SshArguments.Common(node, options, proxyCommand);
        ProxyCommand = SshArguments.ProxyCommand(node, options, proxyCommand, controlPath: null);
    }

    public bool IsOpen => true;

    public string ProxyCommand { get; }

    public static async Task<SshProcessLink> ConnectAsync(DcNode node, LinkOptions options, string? proxyCommand, CancellationToken cancellationToken)
    {
        var link = new SshProcessLink(node, options, proxyCommand);
        var probe = link.Launch("exit 0");
        await using (probe.ConfigureAwait(false))
        {
            using var reader = new StreamReader(probe.StandardError);
            var printed = await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await probe.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return probe.ExitCode == SshFailed ? throw SshFailure.From(node, printed) : link;
        }
    }

    public Task<IRemoteProcess> StartAsync(string command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var id = RunMarker.NewId();
        var stop = RunMarker.StopCommand(id, RootCommand.IsWrapped(command));
        return Task.FromResult<IRemoteProcess>(Launch(RunMarker.Marked(id, command), () => RunToEndAsync(stop)));
    }

    /// <summary>Runs a command whose output does not matter.</summary>
    public async Task RunToEndAsync(string command)
    {
        var process = Launch(command);
        await using (process.ConfigureAwait(false))
        {
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    public Task<Stream> ConnectSocketAsync(string path, CancellationToken cancellationToken) => throw new DentropyException(
        "RemoteSocketUnsupported",
        DentropyErrorCategory.NotImplemented,
        _node.Name,
        $"The socket {path} of node '{_node.Name}' needs OpenSSH's control sockets, which this platform's ssh does not have. Run Dentropy on Linux, macOS or in WSL for this.");

    // ssh itself carries the connection (-W) and says on standard error why there is none.
    public Task<Stream> ConnectTcpAsync(string host, int port, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var target = string.Create(CultureInfo.InvariantCulture, $"[{host}]:{port}");
        return Task.FromResult<Stream>(new RelayStream(
            Start(["-W", target, "--", SshArguments.Destination(_node)], stop: null),
            complaint => complaint.Contains("administratively prohibited", StringComparison.Ordinal)
                ? LinkErrors.PortForbidden(_node.Name, host, port)
                : LinkErrors.PortRefused(_node.Name, host, port, complaint)));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ChildProcess Launch(string command, Func<Task>? stop = null) => Start(["-T", "--", SshArguments.Destination(_node), command], stop);

    private ChildProcess Start(string[] words, Func<Task>? stop)
    {
        var start = new ProcessStartInfo(_options.SshProgram)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[.. _arguments, .. words])
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            return new ChildProcess(Process.Start(start)!, stop);
        }
        catch (Win32Exception)
        {
            throw LinkErrors.Missing(start.FileName);
        }
    }
}
