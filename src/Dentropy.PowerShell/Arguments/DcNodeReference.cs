using System.Management.Automation;
using Dentropy.Cluster;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;

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

    // An object made by hand, or one that came back from a job or another machine: its Node property, else its Name.
    public DcNodeReference(PSObject value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var text = Values.Text(value.Properties["Node"]?.Value ?? value.Properties["Name"]?.Value);
        Text = string.IsNullOrWhiteSpace(text) ? throw new ArgumentException("The object names no node: it has neither a Node nor a Name.", nameof(value)) : text.Trim();
    }

    // The node itself, where it was given; else Text says which ones are meant.
    public DcNode? Node { get; }

    public string Text { get; }

    public override string ToString() => Text;
}
