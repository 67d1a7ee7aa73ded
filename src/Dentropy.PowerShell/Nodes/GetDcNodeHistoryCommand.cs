using System.Management.Automation;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Nodes;

[Cmdlet(VerbsCommon.Get, "DcNodeHistory")]
[OutputType(typeof(DcNodeRevision))]
public sealed class GetDcNodeHistoryCommand : CloudCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Name { get; set; } = [];

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var store = OpenStore();
        foreach (var name in Name.Select(reference => reference.Text))
        {
            await AttemptAsync(name, async () =>
            {
                foreach (var revision in await store.HistoryAsync(name, cancellationToken))
                    WriteObject(revision);
            });
        }
    }
}
