using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Cli.Nodes;

internal static class NodeAddCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "Name of the node: letters, digits, dots, hyphens and underscores." };
        var fields = new NodeFieldOptions();
        var hostKey = new HostKeyOptions();
        var whatIf = WhatIfOption.Create();
        var command = new Verb("add", "Adds a node to the inventory.") { name };
        fields.AddTo(command);
        hostKey.AddTo(command);
        command.Options.Add(whatIf);
        command.Work = async context =>
        {
            var store = context.Store;
            var node = NodeRules.Normalize(fields.Apply(context, new DcNode { Name = context.Parsed.GetRequiredValue(name).Trim(), Cloud = store.Location }));
            NodeRules.Validate(node);
            if (await store.FindAsync(node.Name, context.Stop) is { } present)
                throw NodeErrors.Exists(store, node.Name, present.Name);
            if (context.Get(whatIf))
            {
                IReadOnlyList<string> details = hostKey.Asked(context) ? [.. NodeText.Set(node), hostKey.Plan(context)] : NodeText.Set(node);
                context.Renderer.Plan([new PlanView("add", node.Name, details)]);
                return ExitCode.Good;
            }

            await hostKey.TrustAsync(context, node);
            var added = await store.AddAsync(node, context.Stop);
            context.Said($"added {added.Name} (revision {added.Revision}) to {store.Location}");
            if (!context.Renderer.ForPeople)
                context.Renderer.Document([NodeView.Of(added)], CliJsonContext.Default.NodeView);
            return ExitCode.Good;
        };
        return command;
    }
}
