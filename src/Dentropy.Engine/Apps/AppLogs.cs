using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Dentropy.Apps;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Apps;

/// <summary>Reads what the containers of an app wrote.</summary>
/// <param name="engines">The engines.</param>
public sealed class AppLogs(DockerEngines engines)
{
    // Lines that wait for their reader; the engine is held back beyond that.
    private const int Waiting = 256;

    /// <summary>Reads the lines of apps.</summary>
    /// <param name="apps">The apps.</param>
    /// <param name="query">Which lines.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>
    /// The lines, sorted by time app by app; while they are followed, of all apps as they come. An app or a container whose log cannot be read is
    /// a failure among them (<c>AppNotFound</c>, <c>AppServiceNotFound</c>, what the engine says), and the others go on.
    /// </returns>
    public async IAsyncEnumerable<AppLogItem> ReadAsync(IReadOnlyList<AppMatch> apps, AppLogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(apps);
        ArgumentNullException.ThrowIfNull(query);
        foreach (var some in apps.Chunk(query.Follow ? Math.Max(1, apps.Count) : 1))
        {
            await foreach (var item in ReadSomeAsync(some, query, cancellationToken).ConfigureAwait(false))
                yield return item;
        }
    }

    // Each container is read into a queue of its own; while lines are followed, all of them into one.
    private async IAsyncEnumerable<AppLogItem> ReadSomeAsync(AppMatch[] apps, AppLogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var failures = new List<AppLogItem>();
        var sources = new List<(AppMatch Match, DockerClient Client, ContainerDetails Container)>();
        foreach (var app in apps)
        {
            try
            {
                var client = await engines.GetAsync(app.Node, cancellationToken).ConfigureAwait(false);
                var details = await new AppCatalog(engines).InspectAsync(app.Node, app.Name, cancellationToken).ConfigureAwait(false);
                sources.AddRange(Chosen(app.Node, details, query.Services).Select(container => (app, client, container)));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failures.Add(new AppLogItem(app, Line: null, e as DentropyException ?? LinkErrors.Broken(app.Node.Name, e)));
            }
        }

        foreach (var failure in failures)
            yield return failure;
        var queues = Enumerable.Range(0, query.Follow ? 1 : sources.Count).Select(_ => Channel.CreateBounded<AppLogItem>(new BoundedChannelOptions(Waiting) { SingleReader = true })).ToArray();
        var readers = sources.Select((source, i) => Task.Run(() => PumpAsync(source.Match, source.Client, source.Container, query, queues[query.Follow ? 0 : i].Writer, stop.Token), CancellationToken.None));
        var all = Task.WhenAll(readers);
        if (query.Follow)
            _ = all.ContinueWith(_ => queues[0].Writer.TryComplete(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            var items = query.Follow ? queues[0].Reader.ReadAllAsync(cancellationToken) : MergeAsync(queues, cancellationToken);
            await foreach (var item in items.ConfigureAwait(false))
                yield return item;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(all).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private static List<ContainerDetails> Chosen(DcNode node, AppDetails details, IReadOnlyList<string> services)
    {
        var known = details.Containers.Select(container => AppGroups.Service(container.Labels, container.Name)).Distinct(StringComparer.Ordinal).ToList();
        if (services.FirstOrDefault(service => !known.Contains(service, StringComparer.Ordinal)) is { } missing)
            throw AppErrors.NoSuchService(node.Name, details.App.Name, missing, known);
        return [.. details.Containers.Where(container => services.Count == 0 || services.Contains(AppGroups.Service(container.Labels, container.Name), StringComparer.Ordinal))];
    }

    private static async Task PumpAsync(
        AppMatch app, DockerClient client, ContainerDetails container, AppLogQuery query, ChannelWriter<AppLogItem> queue, CancellationToken cancellationToken)
    {
        try
        {
            var assembler = new LogLines(app.Node.Name, app.Name, AppGroups.Service(container.Labels, container.Name), container.Name, container.HasTerminal);
            var asked = new LogQuery { Follow = query.Follow, Tail = query.Tail, Since = query.Since, Until = query.Until, Timestamps = true };
            await foreach (var chunk in client.Containers.LogsAsync(container.Id, asked, cancellationToken).ConfigureAwait(false))
            {
                foreach (var line in assembler.Add(chunk))
                    await queue.WriteAsync(new AppLogItem(app, line, Failure: null), cancellationToken).ConfigureAwait(false);
            }

            foreach (var line in assembler.End())
                await queue.WriteAsync(new AppLogItem(app, line, Failure: null), cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Nobody reads any more.
        }
        catch (Exception e)
        {
            await queue.WriteAsync(new AppLogItem(app, Line: null, e as DentropyException ?? LinkErrors.Broken(app.Node.Name, e)), CancellationToken.None).AsTask()
                .WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            if (!query.Follow)
                queue.TryComplete();
        }
    }

    // Each container's lines are in order of time already, so the earliest of their first lines is always the next.
    private static async IAsyncEnumerable<AppLogItem> MergeAsync(Channel<AppLogItem>[] queues, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var heads = new PriorityQueue<(AppLogItem Item, ChannelReader<AppLogItem> From), (DateTimeOffset, int)>();
        for (var i = 0; i < queues.Length; i++)
            await TakeAsync(queues[i].Reader, i).ConfigureAwait(false);
        while (heads.TryDequeue(out var head, out var priority))
        {
            yield return head.Item;
            await TakeAsync(head.From, priority.Item2).ConfigureAwait(false);
        }

        async Task TakeAsync(ChannelReader<AppLogItem> reader, int i)
        {
            if (await reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false) && reader.TryRead(out var item))
                heads.Enqueue((item, reader), (item.Line?.Time ?? DateTimeOffset.MaxValue, i));
        }
    }
}
