using System.Diagnostics;

namespace Dentropy.Engine.Cluster.Serf.Keys;

/// <summary>One step after the other, each until every member has done it and is still there.</summary>
/// <param name="look">Looks at the members and their keys.</param>
/// <param name="before">What was there before the first step.</param>
/// <param name="limit">Time for a step.</param>
internal sealed class SerfKeyChange(Func<CancellationToken, Task<SerfKeySurvey>> look, SerfKeySurvey before, TimeSpan limit)
{
    /// <summary>Pause after the first look.</summary>
    public required TimeSpan First { get; init; }

    /// <summary>Longest pause.</summary>
    public required TimeSpan Longest { get; init; }

    /// <summary>Gives an order to the members, again where some have not heard it, until all have done it.</summary>
    /// <param name="order">The order. Its own answer is no proof: one that got lost may have been obeyed, and the other way round.</param>
    /// <param name="done">Whether a look shows that all have done it.</param>
    /// <param name="failure">What is wrong where they have not.</param>
    /// <param name="key">The new key, for messages.</param>
    /// <param name="removed">Whether old keys are being removed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task UntilAsync(
        Func<CancellationToken, Task<SerfKeyResult>> order,
        Func<SerfKeySurvey, bool> done,
        Func<SerfKeySurvey, DentropyException> failure,
        SerfKey key,
        bool removed,
        CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        for (var pause = First; ; pause = pause + pause < Longest ? pause + pause : Longest)
        {
            var answer = await order(cancellationToken).ConfigureAwait(false);
            var now = await look(cancellationToken).ConfigureAwait(false);
            var lost = before.Alive.Except(now.Alive, StringComparer.Ordinal).ToList();
            if (answer.Complete && lost.Count == 0 && done(now))
                return;
            if (watch.Elapsed > limit)
                throw lost.Count > 0 ? SerfKeyErrors.MembersLost(key, lost, removed) : failure(now with { Told = answer.Messages.Count > 0 ? answer : now.Told });
            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }
    }
}
