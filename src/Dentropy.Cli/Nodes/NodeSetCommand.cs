using System.CommandLine;
using System.Collections.ObjectModel;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Cli.Nodes;

internal static class NodeSetCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { HelpName = "NAME", Description = "Names, wildcards or sets of nodes.", Arity = ArgumentArity.OneOrMore };
        names.CompletionSources.Add(Completion.Names);
        var fields = new NodeFieldOptions();
        var edits = new NodeEditOptions();
        var hostKey = new HostKeyOptions();
        var revision = Number.Option("--revision", "N", "Change the node only if this is its present revision.");
        var whatIf = WhatIfOption.Create();
        var command = new Verb("set", "Changes fields of nodes. What is not named stays as it is.") { names };
        fields.AddTo(command);
        edits.AddTo(command);
        hostKey.AddTo(command);
        command.AddAll(revision, whatIf);
        command.Work = async context =>
        {
            var words = context.Parsed.GetRequiredValue(names);
            if (await context.SelectAllAsync(new NodeQuery { Expression = NodeWords.Union(words) }) is not { } nodes)
                return ExitCode.BadInput;
            // Everything is computed and checked before the first node is written, so that bad input changes nothing.
            var changes = nodes.Select(node => Change(context, node, edits.Apply(context, fields.Apply(context, node)), Number.Read(context, revision))).ToList();
            if (context.Get(whatIf))
                context.Renderer.Plan([.. changes.Select(change => Plan(context, change, hostKey))]);
            else
                await WriteAsync(context, changes, hostKey);
            return ExitCode.Good;
        };
        return command;
    }

    private static Pending Change(CommandContext context, DcNode before, DcNode asked, long? revision)
    {
        if (before.IsLocal)
            throw VerbErrors.Local();
        if (revision is { } expected && expected != before.Revision)
            throw VerbErrors.Stale(before.Name, expected, before.Revision);
        var after = NodeRules.Normalize(asked);
        NodeRules.Validate(after);
        return new Pending(before, after, NodeText.Changes(before, after));
    }

    private static PlanView Plan(CommandContext context, Pending change, HostKeyOptions hostKey)
    {
        var details = change.Differences.ToList();
        if (hostKey.Asked(context))
            details.Add(hostKey.Plan(context));
        return details.Count > 0 ? new PlanView("set", change.Before.Name, details) : new PlanView("leave", change.Before.Name, ["as it is asked for already"]);
    }

    private static async Task WriteAsync(CommandContext context, List<Pending> changes, HostKeyOptions hostKey)
    {
        var written = new List<DcNode>();
        foreach (var change in changes)
        {
            try
            {
                await hostKey.TrustAsync(context, change.After);
                written.Add(change.Differences.Count > 0 ? await context.Store.ReplaceAsync(change.After, context.Stop) : change.Before);
                context.Said(change.Differences.Count > 0
                    ? $"set {change.Before.Name} (revision {written[^1].Revision}): {string.Join("; ", change.Differences)}"
                    : $"left {change.Before.Name} as it is: every field has that value already");
            }
            catch (DentropyException e)
            {
                // One node's failure is its own.
                context.Errors.Write(e);
            }
        }

        if (!context.Renderer.ForPeople)
            context.Renderer.Document([.. written.Select(NodeView.Of)], CliJsonContext.Default.NodeView);
    }

    private sealed record Pending(DcNode Before, DcNode After, IReadOnlyList<string> Differences);
}
