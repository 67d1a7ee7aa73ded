using System.Management.Automation;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Boot;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Edge.Boot;

[Cmdlet(VerbsCommon.Remove, "DcNetworkBoot", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(DcNetworkBoot))]
public sealed class RemoveDcNetworkBootCommand : NetworkBootCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var nodes = await ResolveAsync(Cloud, Node, cancellationToken);
        if (nodes.Count == 0 && Node.Length > 0)
            return;
        var boots = new NetworkBoots(OpenStore(nodes.Count > 0 ? nodes[0] : null), Session.Current.Links());
        foreach (var plan in await boots.PlanRemoveAsync(nodes, Name, cancellationToken))
            await ChangeAsync(boots, plan, "Boot over the network no more", cancellationToken);
    }
}
