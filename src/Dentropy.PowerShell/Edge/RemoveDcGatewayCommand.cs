using System.Management.Automation;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Edge;

[Cmdlet(VerbsCommon.Remove, "DcGateway", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveDcGatewayCommand : EdgeCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    [SupportsWildcards]
    public DcNodeReference[] Node { get; set; } = [];

    protected override async Task ProcessAsync(CancellationToken cancellationToken) =>
        await ChangeAsync(await ResolveAsync(Cloud, Node, cancellationToken), static _ => [new FirewallEdit.RemoveGateway()], static _ => [], cancellationToken);
}
