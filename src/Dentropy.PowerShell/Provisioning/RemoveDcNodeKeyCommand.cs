using System.Management.Automation;
using Dentropy.Engine.Provisioning.Keys;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;
using Dentropy.Provisioning;

namespace Dentropy.PowerShell.Provisioning;

[Cmdlet(VerbsCommon.Remove, "DcNodeKey", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(DcNodeKeyChange))]
public sealed class RemoveDcNodeKeyCommand : CloudCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Fingerprint")]
    [ValidateNotNullOrEmpty]
    public string Key { get; set; } = "";

    [Parameter]
    [ValidateRange(1, 10_000)]
    public int ThrottleLimit { get; set; } = 16;

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var links = Session.Current.Links();
        var chosen = (await ResolveAsync(Cloud, Node, cancellationToken)).Where(node => Confirm(node.Name, $"Take key {Key} away", out _)).ToList();
        foreach (var cloud in chosen.GroupBy(node => node.Cloud, StringComparer.Ordinal))
        {
            await foreach (var change in new NodeKeys(OpenStore(cloud.Key), links, links).RemoveAsync([.. cloud], Key, ThrottleLimit, cancellationToken))
                KeyReports.Write(this, change);
        }
    }
}
