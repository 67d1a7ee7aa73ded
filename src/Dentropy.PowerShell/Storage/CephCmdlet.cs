using System.Management.Automation;
using Dentropy.Engine.Storage.Ceph;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Storage;

// A cmdlet that asks Ceph clusters.
public abstract class CephCmdlet : CloudCmdlet
{
    private readonly HashSet<string> _clusters = new(StringComparer.OrdinalIgnoreCase);
    private string? _origin;

    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(CephClusterCompleter))]
    public string[] Cluster { get; set; } = [];

    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _clusters.UnionWith(Cluster);
        _origin ??= Cloud;
        return Task.CompletedTask;
    }

    protected sealed override async Task EndAsync(CancellationToken cancellationToken)
    {
        // An empty pipeline asks for nothing, and not for everything.
        if (_clusters.Count == 0 && MyInvocation.ExpectingInput)
            return;
        var nodes = await ResolveAsync(_origin, Node, cancellationToken);
        if (Node.Length > 0 && nodes.Count == 0)
            return;
        var store = OpenStore(_origin);
        await AskAsync(new CephClusters(store, Session.Current.Links()), new CephQuery { Clusters = [.. _clusters], Nodes = nodes }, cancellationToken);
    }

    internal abstract Task AskAsync(CephClusters clusters, CephQuery query, CancellationToken cancellationToken);

    // What one cluster gave; its failure is an error of its own.
    internal void Write<T>(CephOutcome<T> outcome)
        where T : class
    {
        foreach (var note in outcome.Notes)
            WriteWarning($"{outcome.Cluster}: {note}");
        if (outcome.Failure is { } failure)
            WriteError(failure, outcome.Cluster);
        else if (outcome.Value is System.Collections.IEnumerable many)
            foreach (var one in many)
                WriteObject(one);
        else
            WriteObject(outcome.Value);
    }
}
