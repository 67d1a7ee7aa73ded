using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Storage.Ceph;

namespace Dentropy.Cli.Storage;

// Which clusters a verb is about, and what came of asking each.
internal sealed class CephOptions
{
    private readonly Argument<string[]> _clusters = new("CLUSTER") { HelpName = "CLUSTER", Arity = ArgumentArity.ZeroOrMore, Description = "Clusters of cloud.yaml; none for all." };
    private readonly Option<string?> _node = new("--node", "-n") { HelpName = "EXPR", Description = "Ask these nodes in turn, instead of those of cloud.yaml." };
    private readonly Option<string?>? _timeout;

    public CephOptions(bool withTimeout)
    {
        _node.CompletionSources.Add(Completion.Names);
        if (withTimeout)
            _timeout = new("--timeout") { HelpName = "TIME", Description = "How long a cluster may take to answer on one node (10s)." };
    }

    public void AddTo(Command command)
    {
        command.Arguments.Add(_clusters);
        command.AddAll(_node);
        if (_timeout is not null)
            command.AddAll(_timeout);
    }

    // Null where no node is what was named; that has been said then.
    public async Task<CephQuery?> QueryAsync(CommandContext context)
    {
        var query = new CephQuery { Clusters = context.Parsed.GetValue(_clusters) ?? [] };
        if (_timeout is not null && Duration.Read(context, _timeout) is { } time)
            query = query with { Timeout = time };
        if (context.Get(_node) is not { } expression)
            return query;
        var selection = await context.SelectAsync(new NodeQuery { Expression = expression });
        if (selection.Nodes.Count > 0)
            return query with { Nodes = selection.Nodes };
        if (selection is { Faults.Count: 0, Missing.Count: 0 })
            context.Errors.Write(NodeErrors.NoneMatches(context.Store, expression));
        return null;
    }

    // What the clusters gave; a failure of one is told, and is no end of the others.
    public static async Task<IReadOnlyList<T>> TakeAsync<T>(CommandContext context, IAsyncEnumerable<CephOutcome<T>> outcomes)
        where T : class
    {
        var values = new List<T>();
        await foreach (var outcome in outcomes)
        {
            foreach (var note in outcome.Notes)
                context.Terminal.ErrorLine($"warning: {outcome.Cluster}: {note}");
            if (outcome.Failure is { } failure)
                context.Errors.Write(failure);
            else
                values.Add(outcome.Value!);
        }

        return values;
    }
}
