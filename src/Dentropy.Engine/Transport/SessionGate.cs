namespace Dentropy.Engine.Transport;

/// <summary>
/// Counts the sessions that are open on one link. The server's MaxSessions is not announced, so it is learnt from the
/// first refusal: from then on no more are opened than were open at that moment.
/// </summary>
internal sealed class SessionGate
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private int _limit = int.MaxValue;
    private int _open;

    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (_gate)
        {
            if (_open < _limit)
            {
                _open++;
                return;
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn);
        }

        try
        {
            await turn.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            if (!turn.TrySetCanceled(CancellationToken.None))
            {
                // The turn came together with the cancellation: hand it on.
                Leave();
            }

            throw;
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            _open--;
            Admit();
        }
    }

    /// <summary>The server refused the session that was just entered: leaves, and learns.</summary>
    /// <returns>How many others are open; with 0 there is nothing to wait for.</returns>
    public int Refused()
    {
        lock (_gate)
        {
            _open--;
            _limit = Math.Min(_limit, Math.Max(_open, 1));
            Admit();
            return _open;
        }
    }

    private void Admit()
    {
        while (_open < _limit && _waiting.TryDequeue(out var turn))
        {
            if (turn.TrySetResult())
            {
                _open++;
            }
        }
    }
}
