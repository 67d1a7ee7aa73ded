using Dentropy.Cluster;
using Dentropy.Nodes;

namespace Dentropy.PowerShell;

// What an operator may give where nodes are asked for: a name, wildcards or an expression; a node; a result that names its node.
// PowerShell converts to it by these constructors. It parses nothing and fetches nothing; the cmdlet does, when it knows the inventory.
public sealed class DcNodeReference
{
    public DcNodeReference(string expression)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(expression);
        Text = expression.Trim();
    }

    public DcNodeReference(DcNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        Node = node;
        Text = node.Name;
    }

    public DcNodeReference(DcCommandResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Text = result.Node;
    }

    // The node itself, where it was given; else Text says which ones are meant.
    public DcNode? Node { get; }

    public string Text { get; }

    public override string ToString() => Text;
}
