using System.Management.Automation;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Edge.Public;

[Cmdlet(VerbsCommon.Remove, "DcPublicEndpoint", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveDcPublicEndpointCommand : PublicEndpointCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    [SupportsWildcards]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] To { get; set; } = [];

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var to = await ResolveAsync(Cloud, To, cancellationToken);
        foreach (var node in await ResolveAsync(Cloud, Node, cancellationToken))
        {
            await AttemptAsync(node.Name, async () =>
            {
                var endpoints = Endpoints(node);
                await ChangeAsync(endpoints, await endpoints.PlanRemoveAsync(node, to, Force, cancellationToken), cancellationToken);
            });
        }
    }
}
