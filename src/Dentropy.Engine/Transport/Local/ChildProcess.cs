using System.Diagnostics;

namespace Dentropy.Engine.Transport.Local;

/// <summary>A command that runs as a child of ours.</summary>
internal sealed class ChildProcess(Process process, Func<Task>? stopRemote = null) : IRemoteProcess
{
    // A shell reports a command that signal N ended as 128 + N.
    private const int SignalBase = 128;

    public Stream StandardInput => process.StandardInput.BaseStream;

    public Stream StandardOutput => process.StandardOutput.BaseStream;

    public Stream StandardError => process.StandardError.BaseStream;

    public int ExitCode => process.ExitCode;

    public async Task<RemoteExit> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return process.ExitCode > SignalBase && Signals.Name(process.ExitCode - SignalBase) is { } signal
            ? new RemoteExit(null, signal)
            : new RemoteExit(process.ExitCode, null);
    }

    public async Task StopAsync()
    {
        if (process.HasExited)
        {
            return;
        }

        if (stopRemote is not null)
        {
            await stopRemote().ConfigureAwait(false);
        }

        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended meanwhile.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        process.Dispose();
    }
}
