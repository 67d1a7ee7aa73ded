using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Cli.Nodes;

internal static class NodeRemoveCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { HelpName = "NAME", Description = "Names, wildcards or sets of nodes.", Arity = ArgumentArity.OneOrMore };
        names.CompletionSources.Add(Completion.Names);
        var yes = YesOption.Create();
        var whatIf = WhatIfOption.Create();
        var command = new Verb("remove", "Removes nodes from the inventory. Their last state is kept in the history.") { names, yes, whatIf };
        command.Work = async context =>
        {
            var query = new NodeQuery { Expression = NodeWords.Union(context.Parsed.GetRequiredValue(names)) };
            if (await context.SelectAllAsync(query) is not { } nodes)
                return ExitCode.BadInput;
            if (nodes.Any(node => node.IsLocal))
                throw VerbErrors.Local();
            if (context.Get(whatIf))
                context.Renderer.Plan([.. nodes.Select(node => new PlanView("remove", node.Name, NodeText.Set(node)))]);
            else if (nodes.Count > 0 && await context.ConfirmAsync("remove", NodeSet.Fold(nodes.Select(node => node.Name)), context.Get(yes)))
                await RemoveAsync(context, nodes);
            return ExitCode.Good;
        };
        return command;
    }

    private static async Task RemoveAsync(CommandContext context, IReadOnlyList<DcNode> nodes)
    {
        var removed = new List<DcNode>();
        foreach (var node in nodes)
        {
            try
            {
                await context.Store.RemoveAsync(node.Name, node.Revision, context.Stop);
                removed.Add(node);
                context.Said($"removed {node.Name}");
            }
            catch (DentropyException e)
            {
                context.Errors.Write(e);
            }
        }

        if (!context.Renderer.ForPeople)
            context.Renderer.Document([.. removed.Select(NodeView.Of)], CliJsonContext.Default.NodeView);
    }
}
