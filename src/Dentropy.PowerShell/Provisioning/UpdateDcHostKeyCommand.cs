using System.Management.Automation;
using Dentropy.Engine.Provisioning.Keys.Hosts;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;
using Dentropy.Provisioning;

namespace Dentropy.PowerShell.Provisioning;

[Cmdlet(VerbsData.Update, "DcHostKey", SupportsShouldProcess = true)]
[OutputType(typeof(DcHostKeyChange))]
public sealed class UpdateDcHostKeyCommand : CloudCmdlet
{
    private readonly NodeCollector _nodes = new();

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name", "InputObject")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter]
    public SwitchParameter New { get; set; }

    [Parameter]
    public SwitchParameter RemoveOld { get; set; }

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
        var settings = new HostKeySettings { New = New, RemoveOld = RemoveOld, ThrottleLimit = ThrottleLimit };
        var action = (New ? "Make new host keys, prove them, and trust them" : "Trust its host keys") + (New || RemoveOld ? " in place of the old ones" : "");
        var chosen = (await _nodes.ResolveAsync(this, cancellationToken)).Where(node => Confirm(node.Name, action, out _)).ToList();
        await foreach (var change in new NodeHostKeys(links, links).UpdateAsync(chosen, settings, cancellationToken))
        {
            WriteObject(change);
            if (change.Failure is { } failure)
                WriteError(failure, change.Node);
        }
    }
}
