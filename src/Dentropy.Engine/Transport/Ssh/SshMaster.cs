using System.Diagnostics;
using Dentropy.Engine.Transport.Mux;
using Dentropy.Nodes;

namespace Dentropy.Engine.Transport.Ssh;

/// <summary>
/// Starts OpenSSH masters. A master authenticates in the foreground and then goes into the background (<c>-f</c>); that it left the
/// foreground says that it is ready. It runs in a session of its own from the start, and with it the proxy command of a node behind
/// a jump host, so that Ctrl+C in the terminal reaches neither.
/// </summary>
internal static class SshMaster
{
    private const int Attempts = 6;

    /// <summary>Makes a master for the node and connects to it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="options">How links are made.</param>
    /// <param name="controlPath">Where its control socket shall be.</param>
    /// <param name="proxyCommand">The way to the node; null for the direct one.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<MuxLink> ConnectAsync(DcNode node, LinkOptions options, string controlPath, string? proxyCommand, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var printed = await StartAsync(node, options, controlPath, proxyCommand, cancellationToken).ConfigureAwait(false);
            if (printed is null)
            {
                break;
            }

            if (attempt == Attempts || !SshFailure.IsRefusedAtStart(printed))
            {
                throw SshFailure.From(node, printed);
            }

            // MaxStartups drops connections at random while others are logging in; they are through in a moment.
            var pause = (100 << attempt) + Random.Shared.Next(100 << attempt);
            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }

        Task RunApartAsync(string command) => new SshProcessLink(node, options, proxyCommand).RunToEndAsync(command);

        try
        {
            var connection = await MuxConnection.ConnectAsync(controlPath, () => LastWords(controlPath), cancellationToken).ConfigureAwait(false);
            var onward = SshArguments.ProxyCommand(node, options, proxyCommand, controlPath);
            return new MuxLink(connection, node, onward, RunApartAsync, () => TerminateAsync(controlPath));
        }
        catch (Exception e)
        {
            await TerminateAsync(controlPath).ConfigureAwait(false);
            if (e is OperationCanceledException)
            {
                throw;
            }

            throw new DentropyException(
                "SshFailed",
                DentropyErrorCategory.ConnectionError,
                node.Name,
                $"ssh to node '{node.Name}' did not offer its control socket: {e.Message} Set DENTROPY_TRANSPORT=process to use one ssh for each command.",
                e);
        }
    }

    private static async Task<string?> StartAsync(DcNode node, LinkOptions options, string controlPath, string? proxyCommand, CancellationToken cancellationToken)
    {
        var start = Prepare(options.SshProgram);
        foreach (var argument in SshArguments.Common(node, options, proxyCommand))
        {
            start.ArgumentList.Add(argument);
        }

        var persist = (int)Math.Max(1, options.OrphanLifetime.TotalSeconds);
        foreach (var argument in (string[])["-E", controlPath + ".log", "-f", "-N", "-M", "-S", controlPath, "-o", $"ControlPersist={persist}", "--", SshArguments.Destination(node)])
        {
            start.ArgumentList.Add(argument);
        }

        // Starting a process holds its thread until the child has been scheduled once: on a busy machine that is long, and the
        // thread pool would let only a few start at a time.
        using var process = await Task.Factory.StartNew(() => Process.Start(start)!, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // ssh bounds the connection and the key exchange itself; this bounds a server that stalls the authentication.
        limit.CancelAfter((2 * options.ConnectTimeout) + TimeSpan.FromSeconds(5));
        try
        {
            await WaitForExitAsync(process, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            // It may have gone into the background at this very moment.
            await TerminateAsync(controlPath).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            throw SshFailure.TimeOut(node);
        }

        return process.ExitCode == 0 ? null : await PrintedAsync(process, controlPath + ".log").ConfigureAwait(false);
    }

    // ssh logs to a file: reading a pipe would hold a thread for every connection in the making. What it prints past its log,
    // about its command line or a key file, is in the pipe and fits there.
    private static async Task<string> PrintedAsync(Process process, string log)
    {
        var logged = File.Exists(log) ? await File.ReadAllTextAsync(log).ConfigureAwait(false) : "";
        var direct = process.StandardError.ReadToEndAsync();
        // A proxy command that lingers may hold the pipe open.
        await Task.WhenAny(direct, Task.Delay(TimeSpan.FromSeconds(1))).ConfigureAwait(false);
        var printed = (direct.IsCompletedSuccessfully ? await direct.ConfigureAwait(false) : "") + logged;
        return printed.Length > 0 ? printed : $"ssh ended with {process.ExitCode} and said nothing";
    }

    private static string LastWords(string controlPath)
    {
        try
        {
            return SshFailure.LastLine(File.ReadAllText(controlPath + ".log"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static async Task WaitForExitAsync(Process process, CancellationToken cancellationToken)
    {
        // Process.WaitForExitAsync also waits for the end of standard error, which a background process may hold open.
        var exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => exited.TrySetResult();
        if (!process.HasExited)
        {
            await exited.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static ProcessStartInfo Prepare(string program)
    {
        var ssh = ProgramPath.Find(program) ?? throw LinkErrors.Missing(program);
        var start = new ProcessStartInfo(ProgramPath.Setsid ?? ssh)
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (ProgramPath.Setsid is not null)
        {
            start.ArgumentList.Add(ssh);
        }

        return start;
    }

    private static async Task TerminateAsync(string controlPath)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await MuxHandshake.TerminateMasterAsync(controlPath, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or IOException or InvalidDataException or OperationCanceledException)
        {
            // It has ended already, or ends by itself when its link or its ControlPersist time is over.
        }
    }
}
