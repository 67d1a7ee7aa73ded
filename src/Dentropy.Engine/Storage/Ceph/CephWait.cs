using Dentropy.Engine.Storage.Ceph.Reading;
using Dentropy.Storage;

namespace Dentropy.Engine.Storage.Ceph;

/// <summary>One look of a wait.</summary>
/// <param name="Cluster">Name of the cluster.</param>
/// <param name="Status">Its status; null where it did not answer.</param>
/// <param name="State">What was seen, in a sentence or two.</param>
/// <param name="Elapsed">For how long it has been waited.</param>
/// <param name="Limit">For how long at most.</param>
public sealed record CephWaitProgress(string Cluster, DcCephStatus? Status, string State, TimeSpan Elapsed, TimeSpan Limit);

/// <summary>Waits for a cluster. A cluster that does not answer may do so again, so that is no end; what no waiting mends is one.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="clock">What time it is.</param>
internal sealed class CephWait(CephCluster cluster, TimeProvider clock)
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    /// <summary>Waits.</summary>
    /// <exception cref="DentropyException"><c>CephHealthTimeout</c>, and what no waiting mends.</exception>
    public async Task<DcCephHealth> RunAsync(DcCephStatus wanted, TimeSpan limit, bool detail, IProgress<CephWaitProgress>? progress, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        var pause = s_first;
        while (true)
        {
            DcCephStatus? status = null;
            string state;
            try
            {
                var brief = await cluster.BriefAsync(cancellationToken).ConfigureAwait(false);
                (status, state) = (brief.Status, brief.Summary);
                if (brief.Status <= wanted && await cluster.HealthAsync(detail, cancellationToken).ConfigureAwait(false) is var health && health.Status <= wanted)
                    return health;
            }
            catch (DentropyException e) when (IsPassing(e))
            {
                state = e.Message;
            }

            var elapsed = clock.GetElapsedTime(began);
            progress?.Report(new CephWaitProgress(cluster.Name, status, state, elapsed, limit));
            if (elapsed >= limit)
                throw CephErrors.WaitedInVain(cluster.Name, CephSummary.Word(wanted), limit, state);
            await Task.Delay(pause < limit - elapsed ? pause : limit - elapsed, clock, cancellationToken).ConfigureAwait(false);
            pause = pause * 1.5 < s_longest ? pause * 1.5 : s_longest;
        }
    }

    private static bool IsPassing(DentropyException e) =>
        e.Category is DentropyErrorCategory.ConnectionError or DentropyErrorCategory.OperationTimeout || e.ErrorId == "CephCommandFailed";
}
