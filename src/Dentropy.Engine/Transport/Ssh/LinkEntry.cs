namespace Dentropy.Engine.Transport.Ssh;

/// <summary>One link of the pool, from the first who asks for it to its end. The attempt ends when the last who waits for it leaves.</summary>
internal sealed class LinkEntry : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _cancel = new();
    private readonly Lazy<Task<IPooledLink>> _attempt;
    private int _waiting;

    public LinkEntry(Func<CancellationToken, Task<IPooledLink>> connect) =>
        _attempt = new Lazy<Task<IPooledLink>>(() => Task.Run(() => connect(_cancel.Token)));

    /// <summary>Waits for the link.</summary>
    /// <returns>The link, or null where the attempt was given up by those who had asked for it before.</returns>
    public async Task<IPooledLink?> WaitAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _waiting++;
        }

        try
        {
            return await _attempt.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            lock (_gate)
            {
                if (--_waiting == 0 && !_attempt.Value.IsCompleted)
                {
                    _cancel.Cancel();
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _cancel.CancelAsync().ConfigureAwait(false);
        if (!_attempt.IsValueCreated)
        {
            return;
        }

        await Task.WhenAny(_attempt.Value).ConfigureAwait(false);
        if (_attempt.Value.IsCompletedSuccessfully)
        {
            await (await _attempt.Value.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
    }
}
