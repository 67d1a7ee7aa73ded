namespace Dentropy.PowerShell.Common;

// Brings reports from any thread to the pipeline thread: the latest one only, a few times a second, and none in the first half second.
internal sealed class PumpProgress<T> : IProgress<T>, IDisposable
    where T : class
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    private readonly SynchronizationContext _pump = SynchronizationContext.Current ?? throw new InvalidOperationException("There is no pump.");
    private readonly Action<T> _show;
    private readonly Timer _timer;
    private T? _waiting;
    private volatile bool _closed;

    public PumpProgress(Action<T> show)
    {
        _show = show;
        _timer = new Timer(static self => ((PumpProgress<T>)self!).Post(), this, s_first, s_interval);
    }

    public void Report(T value) => Volatile.Write(ref _waiting, value);

    // Called on the pipeline thread, before the work ends: what is still queued after that must not reach the host.
    public void Dispose()
    {
        _closed = true;
        _timer.Dispose();
    }

    private void Post()
    {
        if (!_closed && Volatile.Read(ref _waiting) is not null)
            _pump.Post(static self => ((PumpProgress<T>)self!).Show(), this);
    }

    private void Show()
    {
        if (!_closed && Interlocked.Exchange(ref _waiting, value: null) is { } latest)
            _show(latest);
    }
}
