namespace Dentropy.Engine.Inventory;

/// <summary>What every front says alike where a node is not there, is there already, or is not among those that were asked for.</summary>
public static class NodeErrors
{
    /// <summary><c>NodeNotFound</c>, with the names that may have been meant.</summary>
    /// <param name="store">The inventory.</param>
    /// <param name="name">The name that no node has.</param>
    /// <param name="cancellationToken">Ends the reading of the inventory.</param>
    /// <returns>The error, not thrown.</returns>
    public static async Task<DentropyException> NotFoundAsync(INodeStore store, string name, CancellationToken cancellationToken)
    {
        var listing = await store.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        return InventoryErrors.NotFound(name, store.Location, NearNames.Find(name, listing.Nodes.Select(node => node.Name)));
    }

    /// <summary><c>NodeExists</c>.</summary>
    /// <param name="store">The inventory.</param>
    /// <param name="name">The name of the node that was to be added.</param>
    /// <param name="present">The name of the one that is there, which may differ in letter case.</param>
    /// <returns>The error, not thrown.</returns>
    public static DentropyException Exists(INodeStore store, string name, string present) => InventoryErrors.Exists(name, present, store.Location);

    /// <summary><c>NoNodeMatches</c>: work for nobody is more often a mistyped role than what was meant, and a script should notice.</summary>
    /// <param name="store">The inventory.</param>
    /// <param name="expression">The node set that was asked for; null where it was asked for in several ways.</param>
    /// <returns>The error, not thrown.</returns>
    public static DentropyException NoneMatches(INodeStore store, string? expression) => new(
        "NoNodeMatches",
        DentropyErrorCategory.ObjectNotFound,
        expression ?? store.Location,
        $"No node in {store.Location} is {(expression is null ? "what was asked for" : $"'{expression}'")}, and nothing was done for it. See which nodes there are, and what roles and tags they have.");
}
