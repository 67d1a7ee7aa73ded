using System.Management.Automation;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Edge;

[Cmdlet(VerbsCommon.Set, "DcGateway", SupportsShouldProcess = true)]
[OutputType(typeof(DcGateway))]
public sealed class SetDcGatewayCommand : EdgeCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference Node { get; set; } = null!;

    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Outside { get; set; } = "";

    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string[] Inside { get; set; } = [];

    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string[] Network { get; set; } = [];

    [Parameter]
    public SwitchParameter Masquerade { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var gateway = new DcGateway { Node = Node.Text, Outside = Outside, Inside = Inside, Network = Network, Masquerade = Masquerade };
        await ChangeAsync(
            await ResolveAsync(Cloud, [Node], cancellationToken),
            _ => [new FirewallEdit.SetGateway(gateway)],
            view => PassThru && view.Gateway is { } set ? [set] : [],
            cancellationToken);
    }
}
