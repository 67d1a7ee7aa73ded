using System.Management.Automation;
using Dentropy.Engine.Provisioning.Keys.Hosts;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;
using Dentropy.Provisioning;

namespace Dentropy.PowerShell.Provisioning;

[Cmdlet(VerbsCommon.Get, "DcHostKey")]
[OutputType(typeof(DcHostKey))]
public sealed class GetDcHostKeyCommand : CloudCmdlet
{
    private readonly NodeCollector _nodes = new();

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name", "InputObject")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter]
    [ValidateRange(1, 10_000)]
    public int ThrottleLimit { get; set; } = 16;

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _nodes.Add(Cloud, Node);
        return Task.CompletedTask;
    }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var links = Session.Current.Links();
        var nodes = await _nodes.ResolveAsync(this, cancellationToken);
        await foreach (var (node, keys, failure) in new NodeHostKeys(links, links).ListAsync(nodes, ThrottleLimit, cancellationToken))
        {
            foreach (var key in keys)
                WriteObject(key);
            if (failure is not null)
                WriteError(failure, node.Name);
        }
    }
}
