using System.Runtime.InteropServices;

namespace Dentropy.Cli.Common;

// Turns the first Ctrl+C, TERM or HUP into a cancellation, so that remote commands are stopped. The second one ends this process at once.
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private volatile int _exitCode;

    public StopSignals()
    {
        Register(PosixSignal.SIGINT, 130);
        Register(PosixSignal.SIGTERM, 143);
        Register(PosixSignal.SIGHUP, 129);
    }

    public CancellationToken Token => _stop.Token;

    // 128 and the signal's number; 0 where none came.
    public int Code => _exitCode;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    private void Register(PosixSignal signal, int exitCode) => _registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        if (_exitCode != 0)
            Environment.Exit(exitCode);
        context.Cancel = true;
        _exitCode = exitCode;
        // Not on the signal's own thread: what is cancelled may run on, and a second signal has to get through.
        ThreadPool.UnsafeQueueUserWorkItem(static stop => stop.Cancel(), _stop, preferLocal: false);
    }));
}
