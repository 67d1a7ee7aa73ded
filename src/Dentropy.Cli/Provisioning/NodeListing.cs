using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Cli.Provisioning;

// A verb that lists something of nodes, in the order of the nodes; a node that could not be asked is an error beside the others' rows.
internal static class NodeListing
{
    public const int AtOnce = 16;

    public static Command Create<T, TView>(
        string description,
        Func<CommandContext, SshLinkPool, IReadOnlyList<DcNode>, IAsyncEnumerable<(DcNode Node, IReadOnlyList<T> Items, DentropyException? Failure)>> list,
        IReadOnlyList<Column<T>> columns,
        Func<T, TView> view,
        JsonTypeInfo<TView> type)
    {
        var choice = new NodeChoice(withNames: true);
        var command = new Verb("list", description);
        choice.AddTo(command);
        command.Work = async context =>
        {
            if (await context.SelectAllAsync(choice.RequiredQuery(context)) is not { } nodes)
                return ExitCode.BadInput;
            if (nodes.Count == 0)
                throw NodeErrors.NoneMatches(context.Store, expression: null);
            await using var pool = new SshLinkPool();
            var code = ExitCode.Good;
            var found = new Dictionary<string, IReadOnlyList<T>>(StringComparer.Ordinal);
            await foreach (var (node, items, failure) in list(context, pool, nodes))
            {
                found[node.Name] = items;
                if (failure is null)
                    continue;
                context.Errors.Write(failure);
                code = ExitCode.Worse(code, ExitCode.Of(failure));
            }

            IReadOnlyList<T> sorted = [.. nodes.SelectMany(node => found.GetValueOrDefault(node.Name) ?? [])];
            if (context.Renderer.ForPeople)
                context.Renderer.Table(sorted, columns);
            else
                context.Renderer.Document([.. sorted.Select(view)], type);
            return code;
        };
        return command;
    }
}
