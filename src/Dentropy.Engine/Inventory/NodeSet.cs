using System.Collections;
using Dentropy.Nodes;

namespace Dentropy.Engine.Inventory;

/// <summary>A set of nodes written as an expression, e.g. <c>@worker&amp;!pi[3-5]</c>.</summary>
/// <remarks>
/// <code>
/// set      = part { operator part }
/// operator = "," | "|"              or: the nodes of both
///          | "&amp;"                    and: the nodes in both
///          | "!"                    but not: the left without the right; "&amp;!" is the same
/// part     = "!" part               every node that is not in it
///          | "(" set ")"
///          | name                   pi1
///          | pattern                pi*  pi?  pi[1-9,12]  pi[01-20]  pi[0-30/2]  r[1-2]n[1-4]  pi[a-c]
///          | "@all"                 every node, like *
///          | "@" role               a role, as a pattern: @worker  @w*
///          | "@tag:" tag            a tag, as a pattern
///          | "@" key "=" value      a field or a metadata key, its value as a pattern: @site=home  @arch=arm64  @shelf="top left"
/// </code>
/// <para>
/// Operators work from left to right and none binds tighter, as in clush and in PowerShell: <c>a,b!c</c> is <c>(a,b)!c</c>; parentheses
/// say otherwise. A <c>!</c> right after <c>,</c> or <c>|</c> is refused, because what it says is rarely what is meant. Letter
/// case does not matter. White space may stand between parts and operators.
/// </para>
/// <para>
/// In patterns <c>*</c> stands for any characters and <c>?</c> for one. Brackets with digits, commas, hyphens and slashes hold whole numbers
/// (<c>1-9</c>, <c>20-30/2</c> in steps of 2; leading zeros are part of the name, so that <c>[01-20]</c> is 01 to 20); other brackets hold
/// letters of which one matches. A backtick makes the next character an ordinary one. An item stands for a million names at most.
/// </para>
/// <para>
/// Keys are the fields <c>name</c>, <c>address</c>, <c>port</c>, <c>user</c>, <c>identityFile</c>, <c>proxyJump</c>, <c>dockerHost</c>, <c>dockerCertPath</c>,
/// <c>role</c>, <c>tag</c>, <c>hardware</c>, <c>arch</c>, <c>switch</c>, <c>power</c> and <c>site</c>; any other is one of the metadata. A value with operators or spaces in it
/// stands in single or double quotes. <c>localhost</c> is in a set only where it is named as such.
/// </para>
/// </remarks>
public sealed class NodeSet
{
    private static readonly HashSet<string> NoneBroken = [];

    private readonly NodeChainTerm _term;

    private NodeSet(string expression, NodeChainTerm term)
    {
        Expression = expression;
        _term = term;
        PlainNames = term.Names();
    }

    /// <summary>The expression as it was written.</summary>
    public string Expression { get; }

    /// <summary>The names, where the expression is nothing but a list of exact names; else null.</summary>
    internal IReadOnlyList<string>? PlainNames { get; }

    /// <summary>Reads an expression.</summary>
    /// <param name="expression">The expression; see <see cref="NodeSet"/> for its grammar.</param>
    /// <exception cref="DentropyException"><c>InvalidNodeExpression</c>: where and why it cannot be understood, and what to write.</exception>
    public static NodeSet Parse(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return new NodeSet(expression, new NodeSetParser(expression).Parse());
    }

    /// <summary>The nodes that the expression holds, in the order given.</summary>
    /// <param name="nodes">The nodes to choose from. This machine (<see cref="DcNode.Local"/>) is chosen only where the expression names it.</param>
    public IReadOnlyList<DcNode> Select(IReadOnlyList<DcNode> nodes) => Select(nodes, NoneBroken).Nodes;

    /// <summary>
    /// Folds names into a short expression that names exactly them, for display: <c>pi[1-3,7],web</c>. Names with several numbers fold in each,
    /// where all combinations are there: <c>r[1-2]n[1-4]</c>.
    /// </summary>
    /// <param name="names">The names, in any order; repeated ones count once.</param>
    /// <returns>The items in natural order, with commas between; empty for no names.</returns>
    public static string Fold(IEnumerable<string> names) => string.Join(',', NodeFold.Fold(names));

    /// <summary>The set that holds the nodes of any of some names or patterns.</summary>
    internal static NodeSet OfPatterns(IReadOnlyList<string> patterns)
    {
        var chain = new NodeChainTerm();
        foreach (var pattern in patterns)
        {
            if (string.IsNullOrWhiteSpace(pattern))
                throw NodeSetErrors.At(pattern ?? "", 0, "the name is empty; write a name or a wildcard");
            chain.Add('|', new NodeNameTerm(NodePattern.Parse(pattern)));
        }

        return new NodeSet(string.Join(',', patterns), chain);
    }

    /// <summary>The nodes of the set, and what was named and is not there.</summary>
    /// <param name="nodes">The nodes to choose from.</param>
    /// <param name="broken">Names, in any letter case, that are there and cannot be read.</param>
    internal (IReadOnlyList<DcNode> Nodes, IReadOnlyList<string> Missing) Select(IReadOnlyList<DcNode> nodes, IReadOnlySet<string> broken)
    {
        var scope = new NodeSetScope(nodes, broken);
        BitArray found = _term.Evaluate(scope);
        var chosen = new List<DcNode>();
        for (var i = 0; i < found.Count; i++)
        {
            if (found[i])
                chosen.Add(nodes[i]);
        }

        return (chosen, scope.Missing);
    }
}
