using System.Diagnostics;
using System.Runtime.CompilerServices;
using Dentropy.Engine.Cluster;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Nodes;

/// <summary>Restarts and stops nodes.</summary>
/// <param name="pool">Where links come from.</param>
public sealed class NodePower(ILinkPool pool)
{
    /// <summary>
    /// Restarts nodes. With <see cref="NodePowerSettings.Wait"/> the restart rolls over the nodes in their order: no more than
    /// <see cref="NodePowerSettings.MaxUnavailable"/> are down at a time, a node counts as back when it answers over a new link
    /// with a new boot id, and after a failure the remaining ones are left alone. Without it all are asked at once.
    /// </summary>
    /// <param name="nodes">The nodes; one that is named twice is restarted once.</param>
    /// <param name="settings">How.</param>
    /// <param name="progress">Told what each node waits for; may be null.</param>
    /// <param name="cancellationToken">Ends the waiting; a node that took the request restarts all the same.</param>
    /// <returns>One result for each node, as they arrive. Each node's error is in its result.</returns>
    /// <exception cref="DentropyException"><c>InvalidLimit</c>: the settings cannot be used; nothing was sent.</exception>
    public IAsyncEnumerable<DcNodePowerResult> RestartAsync(IReadOnlyList<DcNode> nodes, NodePowerSettings settings, IProgress<FanOutProgress>? progress, CancellationToken cancellationToken) =>
        Run(DcNodePowerAction.Restart, nodes, settings, progress, cancellationToken);

    /// <summary>Stops nodes, all at once. With <see cref="NodePowerSettings.Wait"/> a node counts as off when nothing answers at its ssh port any more.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="settings">How; <see cref="NodePowerSettings.MaxUnavailable"/> does not count here.</param>
    /// <param name="progress">Told what each node waits for; may be null.</param>
    /// <param name="cancellationToken">Ends the waiting; a node that took the request stops all the same.</param>
    /// <returns>One result for each node, as they arrive. Each node's error is in its result.</returns>
    /// <exception cref="DentropyException"><c>InvalidLimit</c>: the settings cannot be used; nothing was sent.</exception>
    public IAsyncEnumerable<DcNodePowerResult> StopAsync(IReadOnlyList<DcNode> nodes, NodePowerSettings settings, IProgress<FanOutProgress>? progress, CancellationToken cancellationToken) =>
        Run(DcNodePowerAction.Stop, nodes, settings, progress, cancellationToken);

    private IAsyncEnumerable<DcNodePowerResult> Run(DcNodePowerAction action, IReadOnlyList<DcNode> nodes, NodePowerSettings settings, IProgress<FanOutProgress>? progress, CancellationToken cancellationToken)
    {
        if (settings.ThrottleLimit < 1 || settings.MaxUnavailable < 1 || settings.WaitLimit <= TimeSpan.Zero || settings.RequestLimit <= TimeSpan.Zero || settings.PollInterval <= TimeSpan.Zero)
        {
            throw new DentropyException(
                "InvalidLimit",
                DentropyErrorCategory.InvalidArgument,
                target: null,
                "The throttle limit and the number of unavailable nodes must be at least 1, and every time limit more than 0.");
        }

        return EachAsync(action, [.. nodes.DistinctBy(node => node.Name, StringComparer.Ordinal)], settings, progress, cancellationToken);
    }

    private async IAsyncEnumerable<DcNodePowerResult> EachAsync(
        DcNodePowerAction action,
        IReadOnlyList<DcNode> nodes,
        NodePowerSettings settings,
        IProgress<FanOutProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rolls = settings.Wait && action == DcNodePowerAction.Restart;
        var atOnce = rolls ? settings.MaxUnavailable : settings.ThrottleLimit;
        var told = new PowerProgress(progress, nodes.Count);
        string? stoppedBy = null;
        await foreach (var result in FanOut.RunAsync(nodes, atOnce, OneAsync, cancellationToken).ConfigureAwait(false))
        {
            yield return result;
        }

        async Task<DcNodePowerResult> OneAsync(DcNode node, CancellationToken token)
        {
            var result = Volatile.Read(ref stoppedBy) is { } culprit
                ? Skipped(node, action, culprit)
                : await RunAsync(action, node, settings, told, token).ConfigureAwait(false);
            if (rolls && !settings.ContinueOnFailure && StopsRolling(result))
            {
                Interlocked.CompareExchange(ref stoppedBy, node.Name, comparand: null);
            }

            told.Finish(node);
            return result;
        }
    }

    // The operator's own machine was never part of the rolling; leaving it alone makes no other node less safe.
    private static bool StopsRolling(DcNodePowerResult result) =>
        result.Status is DcNodePowerStatus.Failed or DcNodePowerStatus.TimedOut && result.Failure?.ErrorId != "LocalPowerRefused";

    private static DcNodePowerResult Skipped(DcNode node, DcNodePowerAction action, string culprit) => new()
    {
        Node = node.Name,
        Action = action,
        Status = DcNodePowerStatus.Skipped,
        Duration = TimeSpan.Zero,
        Reason = $"Not restarted, because node '{culprit}' failed before it.",
    };

    private async Task<DcNodePowerResult> RunAsync(DcNodePowerAction action, DcNode node, NodePowerSettings settings, PowerProgress told, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var result = new DcNodePowerResult { Node = node.Name, Action = action, Status = DcNodePowerStatus.Failed, Duration = TimeSpan.Zero };
        var request = new PowerRequest(pool, node, action);
        try
        {
            if (node.IsLocal && !settings.AllowLocal)
            {
                throw PowerErrors.Local(action);
            }

            told.Begin(node);
            try
            {
                await request.SendAsync(settings.RequestLimit, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                result = result with { BootIdBefore = request.BootId };
            }

            result = settings.Wait
                ? await WaitAsync(result, node, settings, told, cancellationToken).ConfigureAwait(false)
                : result with { Status = DcNodePowerStatus.Requested };
            return result with { Duration = watch.Elapsed };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var failure = e as DentropyException ?? LinkErrors.Broken(node.Name, e);
            var status = failure.ErrorId is "ShutdownTimeout" or "BootTimeout" ? DcNodePowerStatus.TimedOut : DcNodePowerStatus.Failed;
            return result with { Status = status, Failure = failure, Duration = watch.Elapsed };
        }
    }

    private async Task<DcNodePowerResult> WaitAsync(DcNodePowerResult result, DcNode node, NodePowerSettings settings, PowerProgress told, CancellationToken cancellationToken)
    {
        var watch = new PowerWatch(pool, node, settings, result.BootIdBefore, activity => told.Say(node, activity));
        if (result.Action == DcNodePowerAction.Stop)
        {
            await watch.WaitUntilOffAsync(cancellationToken).ConfigureAwait(false);
            return result with { Status = DcNodePowerStatus.Done };
        }

        var (bootId, downtime) = await watch.WaitUntilBackAsync(cancellationToken).ConfigureAwait(false);
        return result with { Status = DcNodePowerStatus.Done, BootIdAfter = bootId, Downtime = downtime };
    }
}
