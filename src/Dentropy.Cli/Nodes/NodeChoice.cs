using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Engine.Inventory;

namespace Dentropy.Cli.Nodes;

// The words that choose nodes, the same for every verb: names, an expression, roles, tags and metadata, all of which must hold.
internal sealed class NodeChoice
{
    private readonly Argument<string[]>? _names;

    private readonly Option<string?> _expression = new("--node", "-n")
    {
        Description = "Set of nodes: pi[1-9], web*, @role, a|b, a&!b, (...).",
        HelpName = "EXPR",
    };

    private readonly Option<string[]> _roles = new("--role")
    {
        Description = "Nodes with one of these roles; repeat it or separate them by commas. Wildcards are allowed.",
        HelpName = "ROLE",
    };

    private readonly Option<string[]> _tags = new("--tag")
    {
        Description = "Nodes with one of these tags.",
        HelpName = "TAG",
    };

    private readonly Option<string[]> _metadata = new("--metadata")
    {
        Description = "Nodes with this metadata; repeated ones must all hold. The value may be a wildcard.",
        HelpName = "KEY=VALUE",
    };

    public NodeChoice(bool withNames)
    {
        if (withNames)
        {
            _names = new Argument<string[]>("NAME")
            {
                HelpName = "NAME",
                Description = "Names, wildcards or sets of nodes.",
                Arity = ArgumentArity.ZeroOrMore,
            };
            _names.CompletionSources.Add(Completion.Names);
        }

        _expression.CompletionSources.Add(Completion.Names);
        _roles.CompletionSources.Add(Completion.Roles);
        _tags.CompletionSources.Add(Completion.Tags);
    }

    public void AddTo(Command command)
    {
        if (_names is not null)
            command.Arguments.Add(_names);
        command.AddAll(_expression, _roles, _tags, _metadata);
    }

    // Which nodes the command line names; every one where it names none.
    public NodeQuery Query(CommandContext context) => new()
    {
        Expression = Both(NodeWords.Union(Names(context)), context.Has(_expression) ? context.Get(_expression) : null),
        Roles = Words(context, _roles),
        Tags = Words(context, _tags),
        Metadata = Pairs.Read("--metadata", context.Get(_metadata), StringComparer.OrdinalIgnoreCase),
    };

    // The same for a verb that acts on nodes: it has to be told on which.
    public NodeQuery RequiredQuery(CommandContext context)
    {
        if (Names(context).Count == 0 && !context.Has(_expression) && !context.Has(_roles) && !context.Has(_tags) && !context.Has(_metadata))
        {
            var how = _names is null ? "" : " by name, or";
            throw new DentropyException(
                "NodesNotNamed",
                DentropyErrorCategory.InvalidArgument,
                target: null,
                $"No nodes were named, and nothing was done. Name them{how} with --node, --role, --tag or --metadata. All of them are --node '*'.");
        }

        return Query(context);
    }

    private IReadOnlyList<string> Names(CommandContext context) => _names is null ? [] : context.Parsed.GetValue(_names) ?? [];

    // An empty variable of a script must not select every node.
    private static IReadOnlyList<string> Words(CommandContext context, Option<string[]> option)
    {
        var words = WordLists.Split(context.Get(option));
        return words.Count > 0 || !context.Has(option) ? words : throw CliError.Option(option.Name, "", "is empty. Give a name, or leave the option out.");
    }

    private static string? Both(string? names, string? expression)
    {
        if (expression is null)
            return names;
        // Read alone first, so that an error points into what was typed.
        NodeSet.Parse(expression);
        return names is null ? expression : $"({names})&({expression})";
    }
}
