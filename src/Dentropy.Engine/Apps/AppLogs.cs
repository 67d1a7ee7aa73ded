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

    /// <summary>Reads the lines of an app.</summary>
    /// <param name="node">The node.</param>
    /// <param name="app">The app's name.</param>
    /// <param name="query">Which lines.</param>
    /// <param name="problems">Told of each container whose log cannot be read; the others go on. May be null.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The lines, sorted by time; while they are followed, as they come.</returns>
    /// <exception cref="DentropyException"><c>AppNotFound</c>, <c>AppServiceNotFound</c>.</exception>
    public async IAsyncEnumerable<DcAppLogLine> ReadAsync(
        DcNode node, string app, AppLogQuery query, IProgress<DentropyException>? problems, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var client = await engines.GetAsync(node, cancellationToken).ConfigureAwait(false);
        var details = await new AppCatalog(engines).InspectAsync(node, app, cancellationToken).ConfigureAwait(false);
        var containers = Chosen(node, details, query.Services);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var channels = query.Follow
            ? [Channel.CreateBounded<DcAppLogLine>(new BoundedChannelOptions(Waiting) { SingleReader = true })]
            : containers.Select(_ => Channel.CreateBounded<DcAppLogLine>(new BoundedChannelOptions(Waiting) { SingleReader = true, SingleWriter = true })).ToArray();
        var readers = containers
            .Select((container, i) => Task.Run(() => PumpAsync(client, details.App, container, query, channels[query.Follow ? 0 : i], query.Follow, problems, stop.Token), CancellationToken.None))
            .ToList();
        var all = Task.WhenAll(readers);
        if (query.Follow)
            _ = all.ContinueWith(_ => channels[0].Writer.TryComplete(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            var lines = query.Follow ? channels[0].Reader.ReadAllAsync(cancellationToken) : MergeAsync(channels, cancellationToken);
            await foreach (var line in lines.ConfigureAwait(false))
                yield return line;
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
        DockerClient client,
        DcApp app,
        ContainerDetails container,
        AppLogQuery query,
        Channel<DcAppLogLine> channel,
        bool shared,
        IProgress<DentropyException>? problems,
        CancellationToken cancellationToken)
    {
        try
        {
            var assembler = new LogLines(app.Node, app.Name, AppGroups.Service(container.Labels, container.Name), container.Name, container.HasTerminal);
            var asked = new LogQuery { Follow = query.Follow, Tail = query.Tail, Since = query.Since, Until = query.Until, Timestamps = true };
            await foreach (var chunk in client.Containers.LogsAsync(container.Id, asked, cancellationToken).ConfigureAwait(false))
            {
                foreach (var line in assembler.Add(chunk))
                    await channel.Writer.WriteAsync(line, cancellationToken).ConfigureAwait(false);
            }

            foreach (var line in assembler.End())
                await channel.Writer.WriteAsync(line, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Nobody reads any more.
        }
        catch (Exception e)
        {
            problems?.Report(e as DentropyException ?? LinkErrors.Broken(client.Node.Name, e));
        }
        finally
        {
            if (!shared)
                channel.Writer.TryComplete();
        }
    }

    // Each container's lines are in order of time already, so the earliest of their first lines is always the next.
    private static async IAsyncEnumerable<DcAppLogLine> MergeAsync(Channel<DcAppLogLine>[] channels, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var heads = new PriorityQueue<(DcAppLogLine Line, ChannelReader<DcAppLogLine> From), (DateTimeOffset, int)>();
        for (var i = 0; i < channels.Length; i++)
            await TakeAsync(channels[i].Reader, i).ConfigureAwait(false);
        while (heads.TryDequeue(out var head, out var priority))
        {
            yield return head.Line;
            await TakeAsync(head.From, priority.Item2).ConfigureAwait(false);
        }

        async Task TakeAsync(ChannelReader<DcAppLogLine> reader, int i)
        {
            if (await reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false) && reader.TryRead(out var line))
                heads.Enqueue((line, reader), (line.Time, i));
        }
    }
}
