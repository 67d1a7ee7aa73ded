namespace Dentropy.Engine.Inventory;

/// <summary>Answers queries from an inventory.</summary>
public static class NodeSelector
{
    /// <summary>Finds the nodes that a query asks for. <c>localhost</c> is among them only where it is named exactly.</summary>
    /// <param name="store">The inventory.</param>
    /// <param name="query">What is wanted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException"><c>InvalidNodeExpression</c>: the expression, a name or a wildcard cannot be understood.</exception>
    public static Task<NodeSelection> SelectAsync(INodeStore store, NodeQuery query, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Being written.");
}
