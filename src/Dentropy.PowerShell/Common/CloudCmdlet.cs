using System.Management.Automation;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Common;

// A cmdlet that works on a cloud's inventory.
public abstract class CloudCmdlet : AsyncCmdlet
{
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Cloud { get; set; }

    // The inventory that -Cloud names, else the one that a node came from, else the operator's own.
    internal INodeStore OpenStore(DcNode? origin = null) => Inventory.Open(this, Cloud, origin?.Cloud);

    internal INodeStore OpenStore(string? cloud) => Inventory.Open(this, Cloud, cloud);

    internal void Fail(DentropyException error, object? target) => WriteError(error, target);

    internal void Emit(object record) => WriteObject(record);

    internal void Warn(string text) => WriteWarning(text);

    // Asks whether to go on. Planned is true where -WhatIf said no, so that -PassThru may show what would have come of it.
    internal bool Confirm(string target, string action, out bool planned)
    {
        var (go, reason) = (false, ShouldProcessReason.None);
        var question = $"Performing the operation \"{action}\" on target \"{target}\".";
        CallHost(() => go = ShouldProcess(question, $"Are you sure?\n{question}", "Confirm", out reason));
        planned = reason == ShouldProcessReason.WhatIf;
        return go;
    }

    // The nodes that references mean, each once. A node object stays as it was given, so that a stale one is noticed.
    internal async Task<IReadOnlyList<DcNode>> ResolveAsync(
        string? cloud, IReadOnlyCollection<DcNodeReference> references, CancellationToken cancellationToken)
    {
        var nodes = references.Select(reference => reference.Node).OfType<DcNode>();
        if (Union(references.Where(reference => reference.Node is null)) is { Length: > 0 } expression)
        {
            var store = Inventory.Open(this, cloud);
            var selection = await SelectAsync(store, new NodeQuery { Expression = expression }, cancellationToken);
            if (selection is { Nodes.Count: 0, Faults.Count: 0, Missing.Count: 0 })
                WriteError(NodeErrors.NoneMatches(store, expression), expression);
            nodes = nodes.Concat(selection.Nodes);
        }

        return [.. nodes.DistinctBy(node => node.Name, StringComparer.OrdinalIgnoreCase)];
    }

    // One expression for all of the references. Each that cannot be understood is an error of its own, and left out.
    internal string Union(IEnumerable<DcNodeReference> references)
    {
        var parts = new List<string>();
        foreach (var text in references.Select(reference => reference.Text))
        {
            try
            {
                NodeSet.Parse(text);
                parts.Add(text.AsSpan().ContainsAny("@&!|,() ") ? $"({text})" : text);
            }
            catch (DentropyException e)
            {
                WriteError(e, text);
            }
        }

        return string.Join(',', parts);
    }

    // Nodes that a query asks for. Each file that cannot be read and each name that no node has is an error of its own.
    internal async Task<NodeSelection> SelectAsync(INodeStore store, NodeQuery query, CancellationToken cancellationToken)
    {
        var selection = await NodeSelector.SelectAsync(store, query, cancellationToken);
        foreach (var fault in selection.Faults)
            WriteError(fault.Error, fault.Path);
        foreach (var name in selection.Missing)
            WriteError(await NodeErrors.NotFoundAsync(store, name, cancellationToken), name);
        return selection;
    }

    // One object's failure is one error, and the next object goes on.
    internal async Task AttemptAsync(object target, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (!Ending)
        {
            WriteError(e, target);
        }
    }
}
