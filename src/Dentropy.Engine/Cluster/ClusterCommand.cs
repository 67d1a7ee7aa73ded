using System.Diagnostics;
using System.Runtime.CompilerServices;
using Dentropy.Cluster;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Cluster;

/// <summary>Runs a command on many nodes at once.</summary>
/// <param name="pool">Where links come from.</param>
public sealed class ClusterCommand(ILinkPool pool)
{
    /// <summary>Runs the command on every node.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="settings">What to run, and how.</param>
    /// <param name="progress">Told whenever a node is done; may be null.</param>
    /// <param name="cancellationToken">Stops every command, on the nodes too.</param>
    /// <returns>One result for each node, as they arrive. A node that could not be reached is a result as well, with its error in <see cref="DcCommandResult.Failure"/>.</returns>
    /// <exception cref="DentropyException"><c>InvalidCommand</c>, <c>InvalidEnvironmentName</c>: the settings cannot be used; nothing was sent.</exception>
    public IAsyncEnumerable<DcCommandResult> RunAsync(
        IReadOnlyList<DcNode> nodes,
        ClusterCommandSettings settings,
        IProgress<FanOutProgress>? progress,
        CancellationToken cancellationToken)
    {
        var plan = CommandPlan.From(settings);
        return EachAsync(nodes, plan, progress, cancellationToken);
    }

    private async IAsyncEnumerable<DcCommandResult> EachAsync(
        IReadOnlyList<DcNode> nodes,
        CommandPlan plan,
        IProgress<FanOutProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var throttle = plan.Settings.ThrottleLimit;
        var finished = 0;
        await foreach (var result in FanOut.RunAsync(nodes, throttle, (node, token) => RunAsync(node, plan, token), cancellationToken).ConfigureAwait(false))
        {
            finished++;
            progress?.Report(new FanOutProgress(nodes.Count, finished, Math.Min(throttle, nodes.Count - finished), result.Node, Activity: null));
            yield return result;
        }
    }

    private async Task<DcCommandResult> RunAsync(DcNode node, CommandPlan plan, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (plan.Settings.Timeout is { } timeout)
        {
            limit.CancelAfter(timeout);
        }

        for (var attempt = 1; ; attempt++)
        {
            var run = new CommandRun(pool, node, plan);
            DentropyException failure;
            try
            {
                var exit = await run.ToEndAsync(limit.Token).ConfigureAwait(false);
                return run.Result(exit.ExitCode == 0 ? DcCommandStatus.Succeeded : DcCommandStatus.Failed, exit, watch.Elapsed, attempt, failure: null);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                var status = run.Connected ? DcCommandStatus.TimedOut : DcCommandStatus.Unreachable;
                return run.Result(status, exit: null, watch.Elapsed, attempt, TimeOut(node, plan, run.Connected));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Whatever goes wrong on one node is that node's result, so that it hides no other.
                failure = e as DentropyException ?? LinkErrors.Broken(node.Name, e);
            }

            var mayRetry = attempt <= plan.Settings.Retry && !run.Started && failure.Category == DentropyErrorCategory.ConnectionError;
            if (!mayRetry || !await PauseAsync(attempt, limit.Token).ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                return run.Result(DcCommandStatus.Unreachable, exit: null, watch.Elapsed, attempt, failure);
            }
        }
    }

    private static async Task<bool> PauseAsync(int attempt, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(250 << Math.Min(attempt, 10), 10_000)), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static DentropyException TimeOut(DcNode node, CommandPlan plan, bool connected)
    {
        var seconds = plan.Settings.Timeout!.Value.TotalSeconds;
        return connected
            ? new DentropyException(
                "CommandTimeout",
                DentropyErrorCategory.OperationTimeout,
                node.Name,
                $"The command on node '{node.Name}' did not end within {seconds:0.###} s and was stopped. Allow more with -Timeout.")
            : new DentropyException(
                "ConnectTimeout",
                DentropyErrorCategory.ConnectionError,
                node.Name,
                $"Node '{node.Name}' could not be connected to within {seconds:0.###} s. Check that it is on, or allow more with -Timeout.");
    }
}
