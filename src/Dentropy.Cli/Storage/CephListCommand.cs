using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Storage.Ceph;

namespace Dentropy.Cli.Storage;

// Verbs that list what clusters have.
internal static class CephListCommand
{
    public static Command Osds() => Create("osd", "OSDs with their hosts, use, and whether each may be stopped now.",
        async (context, clusters, query) => [.. (await CephOptions.TakeAsync(context, clusters.OsdsAsync(query, context.Stop))).SelectMany(osds => osds)],
        CephText.OsdColumns, CephOsdView.Of, CliJsonContext.Default.CephOsdView);

    public static Command Pools() => Create("pool", "Pools with their copies, use, and how much more may fail.",
        async (context, clusters, query) => [.. (await CephOptions.TakeAsync(context, clusters.PoolsAsync(query, context.Stop))).SelectMany(pools => pools)],
        CephText.PoolColumns, CephPoolView.Of, CliJsonContext.Default.CephPoolView);

    public static Command Capacity() => Create("capacity", "Space, and when it runs short at the pace of what was seen before.",
        (context, clusters, query) => CephOptions.TakeAsync(context, clusters.CapacityAsync(query, context.Stop)),
        CephText.CapacityColumns, CephCapacityView.Of, CliJsonContext.Default.CephCapacityView);

    private static Verb Create<T, TView>(
        string name,
        string description,
        Func<CommandContext, CephClusters, CephQuery, Task<IReadOnlyList<T>>> ask,
        IReadOnlyList<Column<T>> columns,
        Func<T, TView> view,
        JsonTypeInfo<TView> type)
    {
        var options = new CephOptions(withTimeout: true);
        var command = new Verb(name, description);
        options.AddTo(command);
        command.Work = async context =>
        {
            if (await options.QueryAsync(context) is not { } query)
                return ExitCode.Good;
            await using var session = new EngineSession();
            var found = await ask(context, new CephClusters(context.Store, session.Links), query);
            if (context.Renderer.ForPeople)
                context.Renderer.Table(found, columns);
            else
                context.Renderer.Document([.. found.Select(view)], type);
            return ExitCode.Good;
        };
        return command;
    }
}
