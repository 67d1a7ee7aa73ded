using System.Management.Automation;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Cluster;

[Cmdlet(VerbsCommunications.Send, "DcClusterEvent", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class SendDcClusterEventCommand : CloudCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    [Parameter(Position = 1)]
    public object? Payload { get; set; }

    [Parameter]
    public SwitchParameter Coalesce { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string[] Via { get; set; } = [];

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (Confirm(Name, "Send the event to all members", out _))
            await SerfFront.Cluster(this).SendEventAsync(Name, SerfFront.Payload(Payload), Coalesce, Via, cancellationToken);
    }
}
