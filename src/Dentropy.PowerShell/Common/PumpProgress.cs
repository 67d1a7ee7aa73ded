namespace Dentropy.PowerShell.Common;

// Brings reports from any thread to the pipeline thread: the latest one only, and no more than ten a second.
internal sealed class PumpProgress<T>(Action<T> show) : IProgress<T>, IDisposable
{
    private const long Interval = 100;

    private readonly SynchronizationContext _pump = SynchronizationContext.Current ?? throw new InvalidOperationException("There is no pump.");
    private readonly Lock _gate = new();
    private T? _latest;
    private bool _posted;
    private bool _closed;
    private long _next = Environment.TickCount64 + (5 * Interval);

    public void Report(T value)
    {
        lock (_gate)
        {
            _latest = value;
            if (_posted || _closed || Environment.TickCount64 < _next)
                return;
            _posted = true;
            _next = Environment.TickCount64 + Interval;
        }

        _pump.Post(static self => ((PumpProgress<T>)self!).Show(), this);
    }

    // Called on the pipeline thread, before the work ends: what is still queued after that must not reach the host.
    public void Dispose()
    {
        lock (_gate)
            _closed = true;
    }

    private void Show()
    {
        T latest;
        lock (_gate)
        {
            _posted = false;
            if (_closed)
                return;
            latest = _latest!;
        }

        show(latest);
    }
}
