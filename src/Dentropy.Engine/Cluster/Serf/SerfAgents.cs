using System.Collections.Concurrent;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Cluster.Serf;

/// <summary>Finds an agent that answers, over the links to nodes. Who answered last is asked first the next time.</summary>
/// <param name="links">Links to nodes.</param>
public sealed class SerfAgents(ILinkPool links) : IAsyncDisposable
{
    private const string Loopback = "127.0.0.1";
    private const int MostReasons = 4;

    // A node that is silent holds nobody up: the next is asked beside it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, string> _last = new(StringComparer.Ordinal);

    /// <summary>Nothing: the links belong to whoever gave them.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Connects to the agent of the first node that answers.</summary>
    /// <param name="store">The inventory.</param>
    /// <param name="via">Node sets whose agents may be asked; none for those of the settings.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="DentropyException">
    /// <c>SerfNotReachable</c>: none answers; <c>SerfAuthenticationFailed</c>, <c>SerfProtocol</c>, <c>SerfUnsupported</c>: one does, and not as hoped;
    /// <c>NodeNotFound</c>, <c>CloudFileInvalid</c>, <c>SecretUnavailable</c>.
    /// </exception>
    internal async Task<SerfClient> OpenAsync(INodeStore store, IReadOnlyList<string> via, CancellationToken cancellationToken)
    {
        var settings = await SerfSettings.ReadAsync(store.Location, cancellationToken).ConfigureAwait(false);
        var nodes = await CandidatesAsync(store, via.Count > 0 ? via : settings.Nodes, cancellationToken).ConfigureAwait(false);
        var key = settings.AuthKey is { } reference ? await reference.ReadAsync(store.Location, cancellationToken).ConfigureAwait(false) : null;
        if (_last.TryGetValue(store.Location, out var last))
            nodes = [.. nodes.OrderBy(node => node.Name != last)];
        var client = await FirstAsync(nodes, (node, stop) => OpenAsync(node, settings.Port, key, stop), cancellationToken).ConfigureAwait(false);
        _last[store.Location] = client.Node;
        return client;
    }

    /// <summary>Connects to the agent of one node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="port">Its RPC port.</param>
    /// <param name="key">Its RPC key; null for none.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    internal async Task<SerfClient> OpenAsync(DcNode node, int port, string? key, CancellationToken cancellationToken)
    {
        var link = await links.GetAsync(node, cancellationToken).ConfigureAwait(false);
        var stream = await link.ConnectPortAsync(node.Name, Loopback, port, cancellationToken).ConfigureAwait(false);
        return await SerfClient.OpenAsync(stream, node.Name, key, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<DcNode>> CandidatesAsync(INodeStore store, IReadOnlyList<string> sets, CancellationToken cancellationToken)
    {
        var nodes = new List<DcNode>();
        foreach (var set in sets)
        {
            var selection = await NodeSelector.SelectAsync(store, new NodeQuery { Expression = set }, cancellationToken).ConfigureAwait(false);
            if (selection.Missing is [var missing, ..])
                throw await NodeErrors.NotFoundAsync(store, missing, cancellationToken).ConfigureAwait(false);
            nodes.AddRange(selection.Nodes);
        }

        if (sets.Count == 0)
        {
            // The fewest machines between us and the agent come first.
            var all = (await store.ReadAllAsync(cancellationToken).ConfigureAwait(false)).Nodes;
            nodes.AddRange(all.OrderBy(node => node.ProxyJump?.Split(',').Length ?? 0));
        }

        return nodes.Count > 0 ? [.. nodes.DistinctBy(node => node.Name, StringComparer.OrdinalIgnoreCase)] : throw SerfErrors.NotReachable(node: null, "the inventory has no node that could be asked");
    }

    private static async Task<SerfClient> FirstAsync(
        IReadOnlyList<DcNode> nodes, Func<DcNode, CancellationToken, Task<SerfClient>> open, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var attempts = new List<Task<SerfClient>>();
        var reasons = new List<DentropyException>();
        try
        {
            for (var next = 0; next < nodes.Count || attempts.Count > 0;)
            {
                if (next < nodes.Count)
                    attempts.Add(open(nodes[next++], stop.Token));
                var first = Task.WhenAny(attempts);
                if (next < nodes.Count && await Task.WhenAny(first, Task.Delay(Patience, stop.Token)).ConfigureAwait(false) != first)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    continue;
                }

                var done = await first.ConfigureAwait(false);
                attempts.Remove(done);
                try
                {
                    return await done.ConfigureAwait(false);
                }
                catch (DentropyException e) when (DidNotAnswer(e))
                {
                    reasons.Add(e);
                }
            }

            throw SerfErrors.NotReachable(reasons[0].Target, Why(reasons), reasons[0]);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            foreach (var attempt in attempts)
                _ = CloseAsync(attempt);
        }
    }

    // Whatever kept the link from being made, or an agent that is silent. What an agent itself refuses, the next would refuse as well.
    private static bool DidNotAnswer(DentropyException error) =>
        error.Category is DentropyErrorCategory.ConnectionError or DentropyErrorCategory.OperationTimeout || !error.ErrorId.StartsWith("Serf", StringComparison.Ordinal);

    // Those that come too late.
    private static async Task CloseAsync(Task<SerfClient> attempt)
    {
        try
        {
            await (await attempt.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or DentropyException)
        {
        }
    }

    private static string Why(List<DentropyException> reasons)
    {
        if (reasons is [var only])
            return only.Message.TrimEnd('.');
        var names = NodeSet.Fold(reasons.Select(reason => reason.Target ?? "?"));
        var told = reasons.Take(MostReasons).Select(reason => $"{reason.Target}: {reason.ErrorId}");
        return $"{reasons.Count} nodes were asked ({names}): {string.Join(", ", told)}{(reasons.Count > MostReasons ? ", ..." : "")}; the first said: {reasons[0].Message.TrimEnd('.')}";
    }
}
