using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Edge.Dhcp;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Cli.Edge.Dhcp;

// What the verbs for DHCP share.
internal static class DhcpOptions
{
    public static Option<string?> Node()
    {
        var node = new Option<string?>("--node", "-n") { HelpName = "EXPR", Description = "Gateways. Without it those of dhcp: in cloud.yaml, or with the role gateway." };
        node.CompletionSources.Add(Completion.Names);
        return node;
    }

    // The nodes that are named; none where none is.
    public static async Task<IReadOnlyList<DcNode>> NodesAsync(CommandContext context, Option<string?> option)
    {
        if (context.Get(option) is not { } expression)
            return [];
        var selection = await NodeSelector.SelectAsync(context.Store, new NodeQuery { Expression = expression }, context.Stop);
        if (selection.Faults.Count > 0)
            throw selection.Faults[0].Error;
        if (selection.Missing.Count > 0)
            throw await NodeErrors.NotFoundAsync(context.Store, selection.Missing[0], context.Stop);
        return selection.Nodes.Count > 0 ? selection.Nodes : throw NodeErrors.NoneMatches(context.Store, expression);
    }

    public static async Task<int> ShowAsync<T, TView>(
        CommandContext context, IAsyncEnumerable<DhcpFound<T>> found, IReadOnlyList<Column<T>> columns, Func<T, TView> view, JsonTypeInfo<TView> type)
        where T : class
    {
        var records = new List<T>();
        await foreach (var one in found)
        {
            if (one.Failure is { } failure)
                context.Errors.Write(failure);
            if (one.Record is { } record)
                records.Add(record);
        }

        if (context.Renderer.ForPeople)
            context.Renderer.Table(records, columns);
        else
            context.Renderer.Document([.. records.Select(view)], type);
        if (records.Count == 0 && context.Errors.Code == ExitCode.Good)
            context.Remark("none found");
        return ExitCode.Good;
    }
}
