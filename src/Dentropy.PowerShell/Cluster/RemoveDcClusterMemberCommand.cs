using System.Management.Automation;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Cluster;

[Cmdlet(VerbsCommon.Remove, "DcClusterMember", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveDcClusterMemberCommand : CloudCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string[] Name { get; set; } = [];

    [Parameter]
    public SwitchParameter Prune { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string[] Via { get; set; } = [];

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (var name in Name)
        {
            await AttemptAsync(name, async () =>
            {
                if (Confirm(name, Prune ? "Forget the failed member" : "Take the failed member for one that has left", out _))
                    await SerfFront.Cluster(this).RemoveAsync(name, Prune, Via, cancellationToken);
            });
        }
    }
}
