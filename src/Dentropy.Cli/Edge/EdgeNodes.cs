using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Engine.Cluster;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Cli.Edge;

// The nodes that a verb is about, and work on all of them at once; what fails on one is told, and the others go on.
internal sealed class EdgeNodes
{
    private const int Throttle = 16;

    private readonly Option<string> _nodes = new("--node", "-n") { HelpName = "EXPR", Description = "The nodes: names, or sets such as pi[1-9], web*, @role.", Required = true };

    public EdgeNodes() => _nodes.CompletionSources.Add(Completion.Names);

    public void AddTo(Command command) => command.Options.Add(_nodes);

    public async Task<IReadOnlyList<DcNode>?> SelectAsync(CommandContext context)
    {
        var nodes = await context.SelectAllAsync(new NodeQuery { Expression = context.Get(_nodes) });
        return nodes is { Count: 0 } ? throw NodeErrors.NoneMatches(context.Store, context.Get(_nodes)) : nodes;
    }

    public static async Task<(List<(DcNode Node, T Result)> Results, int Code)> EachAsync<T>(CommandContext context, IReadOnlyList<DcNode> nodes, Func<DcNode, CancellationToken, Task<T>> work)
        where T : class
    {
        var (results, code) = (new List<(DcNode, T)>(), ExitCode.Good);
        await foreach (var (node, result, failure) in FanOut.TryAsync(nodes, Throttle, work, context.Stop))
        {
            if (failure is not null)
            {
                context.Errors.Write(failure);
                code = ExitCode.Worse(code, ExitCode.Of(failure));
            }
            else
            {
                results.Add((node, result!));
            }
        }

        results.Sort((one, other) => string.CompareOrdinal(one.Item1.Name, other.Item1.Name));
        return (results, code);
    }

    // What nodes have, item by item, as a table or a document.
    public async Task<int> ShowAsync<T>(CommandContext context, Func<FirewallView, IEnumerable<T>> items, Action<List<T>> show)
    {
        if (await SelectAsync(context) is not { } nodes)
            return ExitCode.BadInput;
        await using var pool = new SshLinkPool();
        var firewall = new NodeFirewall(context.Store, pool);
        var (views, code) = await EachAsync(context, nodes, firewall.ReadAsync);
        foreach (var note in views.SelectMany(one => one.Result.Notes))
            context.Terminal.ErrorLine("warning: " + Wording.Adapt(note));
        show([.. views.SelectMany(one => items(one.Result))]);
        return code;
    }
}
