using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;

namespace Dentropy.Cli.Nodes;

internal static class NodeListCommand
{
    public static Command Create()
    {
        var choice = new NodeChoice(withNames: true);
        var command = new Verb("list", "Lists nodes.");
        choice.AddTo(command);
        command.Work = async context =>
        {
            var selection = await context.SelectAsync(choice.Query(context));
            if (context.Renderer.ForPeople)
                context.Renderer.Table(selection.Nodes, NodeText.Columns);
            else
                context.Renderer.Document([.. selection.Nodes.Select(NodeView.Of)], CliJsonContext.Default.NodeView);
            if (selection.Nodes.Count == 0 && context.Errors.Code == ExitCode.Good)
                context.Remark($"no nodes in {context.Store.Location}");
            return ExitCode.Good;
        };
        return command;
    }
}
