using System.Management.Automation;
using Dentropy.Engine.Provisioning.Keys;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;
using Dentropy.Provisioning;

namespace Dentropy.PowerShell.Provisioning;

[Cmdlet(VerbsData.Update, "DcNodeKey", SupportsShouldProcess = true)]
[OutputType(typeof(DcNodeKeyChange))]
public sealed class UpdateDcNodeKeyCommand : CloudCmdlet
{
    private readonly NodeCollector _nodes = new();

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name", "InputObject")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string NewKey { get; set; } = "";

    [Parameter]
    public SwitchParameter RevokeOld { get; set; }

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
        var settings = new NodeKeySettings { NewKey = LocalPath.Full(this, NewKey), RevokeOld = RevokeOld, ThrottleLimit = ThrottleLimit };
        var action = RevokeOld ? $"Add key {NewKey}, prove it, and take the old one away" : $"Add key {NewKey}, and prove it";
        var chosen = (await _nodes.ResolveAsync(this, cancellationToken)).Where(node => Confirm(node.Name, action, out _)).ToList();
        foreach (var cloud in chosen.GroupBy(node => node.Cloud, StringComparer.Ordinal))
        {
            await foreach (var change in new NodeKeys(OpenStore(cloud.Key), links, links).UpdateAsync([.. cloud], settings, cancellationToken))
                KeyReports.Write(this, change);
        }
    }
}
