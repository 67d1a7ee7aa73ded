using Dentropy.Apps;
using Dentropy.Engine.Cluster;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Apps;

/// <summary>What came of work on one app.</summary>
/// <param name="Match">The app that was meant.</param>
/// <param name="App">The app in its new state; null where the work failed, or where it leaves no app.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
public sealed record AppOutcome(AppMatch Match, DcApp? App, DentropyException? Failure);

/// <summary>Does the same to many apps at once.</summary>
public static class AppWork
{
    /// <summary>How many apps are worked on at the same time where nothing else is said.</summary>
    public const int DefaultThrottle = 16;

    /// <summary>Works on each app.</summary>
    /// <param name="matches">The apps.</param>
    /// <param name="throttle">Most apps at a time, at least 1.</param>
    /// <param name="work">The work on one app.</param>
    /// <param name="cancellationToken">Ends everything.</param>
    /// <returns>One outcome for each app, as they are done. What goes wrong with one is in its outcome, and ends nothing else.</returns>
    public static IAsyncEnumerable<AppOutcome> EachAsync(
        IReadOnlyList<AppMatch> matches, int throttle, Func<AppMatch, CancellationToken, Task<DcApp?>> work, CancellationToken cancellationToken) =>
        FanOut.RunAsync(
            matches,
            throttle,
            async (match, token) =>
            {
                try
                {
                    return new AppOutcome(match, await work(match, token).ConfigureAwait(false), Failure: null);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    return new AppOutcome(match, App: null, e as DentropyException ?? LinkErrors.Broken(match.Node.Name, e));
                }
            },
            cancellationToken);
}
