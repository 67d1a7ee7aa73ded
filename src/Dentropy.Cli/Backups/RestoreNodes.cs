using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Cli.Backups;

internal static class RestoreNodes
{
    // The one node that a word means.
    public static async Task<DcNode> OneAsync(CommandContext context, string word)
    {
        var selection = await NodeSelector.SelectAsync(context.Store, new NodeQuery { Expression = word }, context.Stop);
        if (selection.Missing.Count > 0)
            throw NodeErrors.NotFound(context.Store, selection.Missing[0]);
        return selection.Nodes switch
        {
            [var node] => node,
            [] => throw NodeErrors.NoneChosen(context.Store),
            _ => throw new DentropyException(
                "NodeAmbiguous",
                DentropyErrorCategory.InvalidArgument,
                word,
                $"'{word}' means several nodes: {string.Join(", ", selection.Nodes.Select(node => node.Name))}. Name one."),
        };
    }
}
