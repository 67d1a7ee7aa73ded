using System.Collections;
using System.Management.Automation;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;
using Dentropy.Resilience;

namespace Dentropy.PowerShell;

// What an operator may give where parts of the cloud are asked for: kind:name or the name of a node; a node; a part; a failure, which is all of its parts. It parses only.
public sealed class DcPartReference
{
    public DcPartReference(string part)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(part);
        Words = [part.Trim()];
    }

    public DcPartReference(DcNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        Words = [new DcPart(DcPartKind.Node, node.Name).ToString()];
    }

    public DcPartReference(DcPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        Words = [part.ToString()];
    }

    public DcPartReference(DcResilienceResult failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        Words = [.. failure.Lost.Select(part => part.ToString())];
    }

    // An object made by hand, or one that came back from a job or another machine: its Lost, else its Node or Name, which is a node.
    public DcPartReference(PSObject value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (Values.Unwrap(value.Properties["Lost"]?.Value) is IEnumerable lost and not string)
        {
            // What came back from elsewhere keeps its text, and only that.
            Words = [.. lost.Cast<object?>().Select(part => part?.ToString()).OfType<string>()];
            return;
        }

        var node = Values.Text(value.Properties["Node"]?.Value ?? value.Properties["Name"]?.Value);
        Words = string.IsNullOrWhiteSpace(node) ? throw new ArgumentException("The object names no part: it has neither Lost, Node nor Name.", nameof(value)) : [node.Trim()];
    }

    public IReadOnlyList<string> Words { get; }

    public override string ToString() => string.Join(" + ", Words);
}
