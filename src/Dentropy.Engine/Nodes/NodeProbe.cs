using System.Diagnostics;
using System.Runtime.CompilerServices;
using Dentropy.Engine.Cluster;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Nodes;

/// <summary>Looks at nodes: can they be reached, and are they well.</summary>
/// <param name="pool">Where links come from.</param>
public sealed class NodeProbe(ILinkPool pool)
{
    /// <summary>Looks at every node, with one command each.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="settings">Limits of time, and from where on something is a problem.</param>
    /// <param name="progress">Told whenever a node is done; may be null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>One result for each node, as they arrive. A node that cannot be reached is a result as well, with its error in <see cref="DcNodeTest.Failure"/>.</returns>
    /// <exception cref="DentropyException"><c>InvalidLimit</c>: the settings cannot be used; nothing was sent.</exception>
    public IAsyncEnumerable<DcNodeTest> TestAsync(
        IReadOnlyList<DcNode> nodes,
        NodeProbeSettings settings,
        IProgress<FanOutProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (settings.ThrottleLimit < 1 || settings.Timeout <= TimeSpan.Zero)
        {
            throw new DentropyException("InvalidLimit", DentropyErrorCategory.InvalidArgument, target: null, "The throttle limit must be at least 1 and the timeout more than 0.");
        }

        return EachAsync(nodes, settings, progress, cancellationToken);
    }

    private async IAsyncEnumerable<DcNodeTest> EachAsync(
        IReadOnlyList<DcNode> nodes,
        NodeProbeSettings settings,
        IProgress<FanOutProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var finished = 0;
        await foreach (var test in FanOut.RunAsync(nodes, settings.ThrottleLimit, (node, token) => TestAsync(node, settings, token), cancellationToken).ConfigureAwait(false))
        {
            finished++;
            progress?.Report(new FanOutProgress(nodes.Count, finished, Math.Min(settings.ThrottleLimit, nodes.Count - finished), test.Node, Activity: null));
            yield return test;
        }
    }

    private async Task<DcNodeTest> TestAsync(DcNode node, NodeProbeSettings settings, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(settings.Timeout);
        var test = new DcNodeTest { Node = node.Name, Reachable = node.IsLocal, Duration = TimeSpan.Zero };
        try
        {
            var link = await pool.GetAsync(node, limit.Token).ConfigureAwait(false);
            bool? yes = node.IsLocal ? null : true;
            test = test with { Reachable = true, HostKeyKnown = yes, KeyAccepted = yes, ConnectTime = watch.Elapsed };
            test = await ProbeSession.RunAsync(link, test, limit.Token).ConfigureAwait(false);
            return test with { Problems = ProbeJudgement.Problems(test, node, settings), Duration = watch.Elapsed };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(test, TimeOut(node, settings, test.Reachable), watch.Elapsed);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Failed(test, e as DentropyException ?? LinkErrors.Broken(node.Name, e), watch.Elapsed);
        }
    }

    private static DcNodeTest Failed(DcNodeTest test, DentropyException failure, TimeSpan duration)
    {
        var failed = test with { Failure = failure, Duration = duration };
        return failure.ErrorId switch
        {
            _ when test.Reachable => failed with { Problems = ["It was reached, but could not be looked at."] },
            "KeyRefused" => failed with { Reachable = true, HostKeyKnown = true, KeyAccepted = false, Problems = ["It refused the key."] },
            "HostKeyUnknown" => failed with { Reachable = true, HostKeyKnown = false, Problems = ["Its host key is not known."] },
            "HostKeyChanged" => failed with { Reachable = true, HostKeyKnown = false, Problems = ["Its host key is not the one that is known."] },
            "ConnectTimeout" => failed with { Problems = ["It did not answer in time."] },
            "NodeUnreachable" => failed with { Problems = ["It could not be reached."] },
            _ => failed with { Problems = ["No link to it could be made."] },
        };
    }

    private static DentropyException TimeOut(DcNode node, NodeProbeSettings settings, bool connected)
    {
        var seconds = settings.Timeout.TotalSeconds;
        return connected
            ? new DentropyException(
                "TestTimeout",
                DentropyErrorCategory.OperationTimeout,
                node.Name,
                $"Node '{node.Name}' was connected, but did not report within {seconds:0.###} s. Its disk or its name service may hang; allow more with -Timeout.")
            : new DentropyException(
                "ConnectTimeout",
                DentropyErrorCategory.ConnectionError,
                node.Name,
                $"Node '{node.Name}' could not be connected to within {seconds:0.###} s. Check that it is on, or allow more with -Timeout.");
    }
}
