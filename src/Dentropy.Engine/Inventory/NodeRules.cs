using Dentropy.Nodes;

namespace Dentropy.Engine.Inventory;

/// <summary>What the fields of a node may hold.</summary>
public static class NodeRules
{
    /// <summary>Refuses a node with a field that cannot be used.</summary>
    /// <param name="node">The node.</param>
    /// <exception cref="DentropyException">
    /// <c>InvalidNodeName</c>, <c>InvalidNodeAddress</c>, <c>InvalidNodePort</c>, <c>InvalidNodeUser</c>, <c>InvalidNodeIdentityFile</c>,
    /// <c>InvalidNodeProxyJump</c>, <c>InvalidNodeRole</c>, <c>InvalidNodeTag</c>, <c>InvalidNodeMetadata</c>, <c>InvalidNodeField</c>.
    /// </exception>
    public static void Validate(DcNode node) => throw new NotSupportedException("Being written.");

    /// <summary>The node as it is stored: one spelling of each architecture, roles and tags without repeats, metadata sorted by key.</summary>
    /// <param name="node">The node.</param>
    public static DcNode Normalize(DcNode node) => throw new NotSupportedException("Being written.");
}
