using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Cli.Apps;

// The words that choose apps: names or wildcards, and the nodes to look on.
internal sealed class AppNames(ArgumentArity arity)
{
    private readonly NodeChoice _nodes = new(withNames: false);

    private readonly Argument<string[]> _names = new("APP") { HelpName = "APP", Description = "Names of apps, or wildcards.", Arity = arity };

    private bool _named;

    public void AddTo(Command command)
    {
        command.Arguments.Add(_names);
        _nodes.AddTo(command);
    }

    // A node that could not be asked: an error where it may have had what was asked for, else a remark.
    public void Tell(CommandContext context, DentropyException failure, IEnumerable<string> found)
    {
        if (AppCatalog.Matters(failure, Names(context), found, _named))
            context.Errors.Write(failure);
        else
            context.Remark(failure.Message);
    }

    public string[] Names(CommandContext context) => context.Parsed.GetValue(_names) ?? [];

    // Where apps are looked for: the nodes that were named, else every node of the inventory, else this machine.
    public async Task<IReadOnlyList<DcNode>?> NodesAsync(CommandContext context)
    {
        var query = _nodes.Query(context);
        var selection = await context.SelectAsync(query);
        if (selection.Missing.Count > 0)
            return null;
        var chosen = query.Expression is not null || query.Roles.Count > 0 || query.Tags.Count > 0 || query.Metadata.Count > 0;
        _named = chosen || selection.Nodes.Count < 2;
        if (selection.Nodes.Count > 0)
            return selection.Nodes;
        return chosen || selection.Faults.Count > 0 ? throw NodeErrors.NoneMatches(context.Store, query.Expression) : [DcNode.Local with { Cloud = context.Store.Location }];
    }

    // The apps that the names mean; null where a name means none or several, so that nothing is done at all.
    public async Task<IReadOnlyList<AppMatch>?> ChooseAsync(CommandContext context, DockerEngines engines)
    {
        var names = Names(context);
        if (await NodesAsync(context) is not { } nodes)
            return null;
        var choice = await new AppCatalog(engines).ChooseAsync(nodes, names, context.Stop);
        foreach (var failure in choice.Failures)
            Tell(context, failure, choice.Matches.Select(match => match.Name));
        foreach (var problem in choice.Problems)
            context.Errors.Write(problem);
        return choice.Problems.Count == 0 ? choice.Matches : null;
    }
}
