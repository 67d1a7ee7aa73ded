namespace Dentropy.Engine.Cluster.Serf;

/// <summary>Somebody who waits for what an agent answers to one request.</summary>
internal interface ISerfPending
{
    /// <summary>Takes a header of an answer, and reads what belongs to it.</summary>
    /// <param name="error">What the agent refused it with; empty where it did not.</param>
    /// <param name="input">Where what belongs to it follows.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    ValueTask TakeAsync(string error, SerfInput input, CancellationToken cancellationToken);

    /// <summary>There will be no more answers.</summary>
    void Fail(DentropyException error);
}

/// <summary>The one answer to a request.</summary>
/// <typeparam name="T">What it says.</typeparam>
/// <param name="read">Reads what belongs to it; null where nothing does.</param>
internal sealed class SerfReply<T>(Func<SerfInput, CancellationToken, ValueTask<T>>? read) : ISerfPending
{
    private readonly TaskCompletionSource<(string Error, T? Body)> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<(string Error, T? Body)> Answer => _answer.Task;

    public async ValueTask TakeAsync(string error, SerfInput input, CancellationToken cancellationToken)
    {
        // An agent sends the body with an error too, unless it refused to look at the request at all.
        var hasBody = read is not null && error is not ("Authentication required" or "Handshake required" or "Unsupported command");
        _answer.TrySetResult((error, hasBody ? await read!(input, cancellationToken).ConfigureAwait(false) : default));
    }

    public void Fail(DentropyException error)
    {
        _answer.TrySetException(error);
        _ = _answer.Task.Exception;
    }
}
