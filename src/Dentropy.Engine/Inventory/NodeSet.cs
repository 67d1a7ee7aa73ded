using Dentropy.Nodes;

namespace Dentropy.Engine.Inventory;

/// <summary>A set of nodes written as an expression.</summary>
public sealed class NodeSet
{
    private NodeSet(string expression) => Expression = expression;

    /// <summary>The expression as it was written.</summary>
    public string Expression { get; }

    /// <summary>Reads an expression.</summary>
    /// <param name="expression">The expression; see <see cref="NodeSet"/> for its grammar.</param>
    /// <exception cref="DentropyException"><c>InvalidNodeExpression</c>: where and why it cannot be understood.</exception>
    public static NodeSet Parse(string expression) => throw new NotSupportedException("Being written.");

    /// <summary>The nodes that the expression holds, in the order given.</summary>
    /// <param name="nodes">The nodes to choose from.</param>
    public IReadOnlyList<DcNode> Select(IReadOnlyList<DcNode> nodes) => throw new NotSupportedException("Being written.");

    /// <summary>Folds names into the shortest expression that names exactly them, for display: <c>pi[1-3,7],web</c>.</summary>
    /// <param name="names">The names, in any order; repeated ones count once.</param>
    public static string Fold(IEnumerable<string> names) => throw new NotSupportedException("Being written.");
}
