using System.Threading.Channels;

namespace Dentropy.Engine.Cluster.Serf;

/// <summary>The answers to a request that go on: the first says that it was taken, each further one has a record.</summary>
/// <typeparam name="T">One record.</typeparam>
/// <param name="read">Reads a record.</param>
internal sealed class SerfStream<T>(Func<SerfFields, T> read) : ISerfPending
{
    // An agent drops what is not read; what is here is read on behalf of a slow consumer, and no more than that.
    private const int MostWaiting = 8192;

    private readonly TaskCompletionSource<string> _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<T> _records = Channel.CreateBounded<T>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, SingleWriter = true });

    /// <summary>Completes when the agent has taken the request, with its error or an empty text.</summary>
    public Task<string> Begun => _begun.Task;

    public ChannelReader<T> Records => _records.Reader;

    public async ValueTask TakeAsync(string error, SerfInput input, CancellationToken cancellationToken)
    {
        if (!_begun.Task.IsCompleted)
        {
            _begun.TrySetResult(error);
            return;
        }

        await _records.Writer.WriteAsync(read(await input.MapAsync(cancellationToken).ConfigureAwait(false)), cancellationToken).ConfigureAwait(false);
    }

    public void Fail(DentropyException error)
    {
        _begun.TrySetException(error);
        _ = _begun.Task.Exception;
        _records.Writer.TryComplete(error);
    }
}
