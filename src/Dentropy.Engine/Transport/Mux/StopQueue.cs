namespace Dentropy.Engine.Transport.Mux;

/// <summary>
/// Commands of one link that were told to end and have not yet. Who told them is not kept waiting; they are killed when
/// their time is over, or at once when the link is closed.
/// </summary>
internal sealed class StopQueue
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CloseGrace = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _hurry = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _stops = [];

    public void KillLater(Task ended, Action kill, Action abandon)
    {
        var stop = KillAsync(ended, kill, abandon);
        lock (_gate)
        {
            _stops.Add(stop);
        }

        _ = stop.ContinueWith(Remove, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    public async Task HurryAsync()
    {
        await _hurry.CancelAsync().ConfigureAwait(false);
        Task[] left;
        lock (_gate)
        {
            left = [.. _stops];
        }

        await Task.WhenAll(left).ConfigureAwait(false);
    }

    private async Task KillAsync(Task ended, Action kill, Action abandon)
    {
        await Task.WhenAny(ended, Task.Delay(Grace, _hurry.Token)).ConfigureAwait(false);
        if (!ended.IsCompleted)
        {
            kill();
            await Task.WhenAny(ended, Task.Delay(CloseGrace, CancellationToken.None)).ConfigureAwait(false);
        }

        if (!ended.IsCompleted)
        {
            abandon();
        }
    }

    private void Remove(Task stop)
    {
        lock (_gate)
        {
            _stops.Remove(stop);
        }
    }
}
