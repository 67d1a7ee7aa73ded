using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Dentropy.PowerShell.Common;

// Runs asynchronous work so that everything that it awaits comes back to the calling thread, which is the pipeline thread.
internal sealed class Pump : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];

    private Pump()
    {
    }

    // Returns when the work has ended, never earlier, and throws what it threw.
    public static void Run(Func<Task> work)
    {
        var outer = Current;
        var pump = new Pump();
        SetSynchronizationContext(pump);
        try
        {
            var task = Start(work);
            _ = task.ContinueWith(
                static (_, queue) => ((BlockingCollection<(SendOrPostCallback, object?)>)queue!).CompleteAdding(),
                pump._queue,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            var fault = pump.Drain();
            task.GetAwaiter().GetResult();
            fault?.Throw();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        try
        {
            _queue.Add((d, state));
        }
        catch (InvalidOperationException)
        {
            // The pump has ended. What still comes is a continuation that nobody awaited; dropping it would skip its finally blocks.
            ThreadPool.QueueUserWorkItem(static item => item.d(item.state), (d, state), preferLocal: false);
        }
    }

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("The pipeline thread takes posted work only.");

    public override SynchronizationContext CreateCopy() => this;

    // An async lambda turns what the work throws before its first await into a faulted task.
    private static async Task Start(Func<Task> work) => await work();

    private ExceptionDispatchInfo? Drain()
    {
        ExceptionDispatchInfo? fault = null;
        foreach (var (callback, state) in _queue.GetConsumingEnumerable())
        {
            try
            {
                callback(state);
            }
            catch (Exception e)
            {
                // Continuations keep their exceptions in their task, so this is a bare callback. The work has to be awaited all the same.
                fault ??= ExceptionDispatchInfo.Capture(e);
            }
        }

        return fault;
    }
}
