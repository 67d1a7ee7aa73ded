using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Cli.Edge.Public;

internal static class EndpointNodes
{
    public static async Task<DcNode> OneAsync(CommandContext context, string name) =>
        await context.Store.FindAsync(name, context.Stop) ?? throw await NodeErrors.NotFoundAsync(context.Store, name, context.Stop);

    public static async Task<IReadOnlyList<DcNode>> ManyAsync(CommandContext context, string[]? names)
    {
        var nodes = new List<DcNode>();
        foreach (var name in WordLists.Split(names).Distinct(StringComparer.OrdinalIgnoreCase))
            nodes.Add(await OneAsync(context, name));
        return nodes;
    }
}
