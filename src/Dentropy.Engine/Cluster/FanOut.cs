using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Dentropy.Engine.Cluster;

/// <summary>Runs the same work for many items at once and hands out results as they arrive.</summary>
public static class FanOut
{
    /// <summary>Works on every item, no more than <paramref name="throttle"/> at a time.</summary>
    /// <typeparam name="TItem">What is worked on, e.g. a node.</typeparam>
    /// <typeparam name="TResult">What comes of it.</typeparam>
    /// <param name="items">The items, begun in this order.</param>
    /// <param name="throttle">Most items at a time, at least 1.</param>
    /// <param name="work">The work; a failure that belongs to one item must be in its result, since an exception ends the whole.</param>
    /// <param name="cancellationToken">Ends everything.</param>
    /// <returns>Results in order of completion. However the reading ends, all work has ended when the enumerator is disposed.</returns>
    public static async IAsyncEnumerable<TResult> RunAsync<TItem, TResult>(
        IReadOnlyList<TItem> items,
        int throttle,
        Func<TItem, CancellationToken, Task<TResult>> work,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(throttle, 1);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var results = Channel.CreateUnbounded<TResult>(new UnboundedChannelOptions { SingleReader = true });
        var next = -1;
        var all = Task.WhenAll(Enumerable.Range(0, Math.Min(throttle, items.Count)).Select(_ => Task.Run(WorkAsync, CancellationToken.None)));
        _ = all.ContinueWith(
            done => results.Writer.TryComplete(done.Exception?.InnerException),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        try
        {
            await foreach (var result in results.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return result;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(all).ConfigureAwait(false);
        }

        async Task WorkAsync()
        {
            try
            {
                for (int i; !stop.IsCancellationRequested && (i = Interlocked.Increment(ref next)) < items.Count;)
                {
                    results.Writer.TryWrite(await work(items[i], stop.Token).ConfigureAwait(false));
                }
            }
            catch
            {
                await stop.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <summary>Works on every item as <see cref="RunAsync"/> does; what fails for one is its failure, and the others go on.</summary>
    /// <typeparam name="TItem">What is worked on, e.g. a node.</typeparam>
    /// <typeparam name="TResult">What comes of it.</typeparam>
    /// <param name="items">The items, begun in this order.</param>
    /// <param name="throttle">Most items at a time, at least 1.</param>
    /// <param name="work">The work; of its exceptions only a <see cref="DentropyException"/> belongs to the item.</param>
    /// <param name="cancellationToken">Ends everything.</param>
    /// <returns>For each item, in order of completion, its result or its failure.</returns>
    public static IAsyncEnumerable<(TItem Item, TResult? Result, DentropyException? Failure)> TryAsync<TItem, TResult>(
        IReadOnlyList<TItem> items, int throttle, Func<TItem, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
        where TResult : class
    {
        return RunAsync(items, throttle, TryOneAsync, cancellationToken);

        async Task<(TItem, TResult?, DentropyException?)> TryOneAsync(TItem item, CancellationToken token)
        {
            try
            {
                return (item, await work(item, token).ConfigureAwait(false), null);
            }
            catch (DentropyException e)
            {
                return (item, null, e);
            }
        }
    }
}
