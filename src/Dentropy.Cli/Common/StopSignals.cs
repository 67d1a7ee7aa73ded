using System.Runtime.InteropServices;

namespace Dentropy.Cli.Common;

// Turns the first Ctrl+C, TERM or HUP into a cancellation, so that remote commands are stopped. The second one ends this process at once.
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _exitCode;
    private int _seen;

    public StopSignals()
    {
        Register(PosixSignal.SIGINT, 130);
        Register(PosixSignal.SIGTERM, 143);
        Register(PosixSignal.SIGHUP, 129);
    }

    public CancellationToken Token => _stop.Token;

    // 128 and the signal's number; 0 where none came.
    public int Code => Volatile.Read(ref _exitCode);

    // Stops as a signal does: a program whose output nobody reads any more gets one on other occasions.
    public void StopWith(int exitCode)
    {
        if (Interlocked.CompareExchange(ref _exitCode, exitCode, 0) == 0)
            _stop.Cancel();
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void Register(PosixSignal signal, int exitCode) => _registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        // The second time the signal does what it does to every program.
        context.Cancel = Interlocked.Exchange(ref _seen, 1) == 0;
        // Not on the signal's own thread: what is cancelled may run on there, and a second signal has to get through.
        ThreadPool.UnsafeQueueUserWorkItem(static stop => stop.Signals.StopWith(stop.ExitCode), (Signals: this, ExitCode: exitCode), preferLocal: false);
    }));
}
