using System.Management.Automation;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Nodes;

[Cmdlet(VerbsCommon.Remove, "DcNode", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveDcNodeCommand : CloudCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("InputObject", "Node")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Name { get; set; } = [];

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (var node in await ResolveAsync(Cloud, Name, cancellationToken))
        {
            await AttemptAsync(node.Name, async () =>
            {
                var store = OpenStore(node);
                if (Confirm(node.Name, $"Remove from {store.Location}", out _))
                    await store.RemoveAsync(node.Name, node.Revision, cancellationToken);
            });
        }
    }
}
