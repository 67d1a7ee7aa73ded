using System.Management.Automation;
using Dentropy.Engine.Storage.Ceph;
using Dentropy.Storage;

namespace Dentropy.PowerShell.Storage;

[Cmdlet(VerbsCommon.Get, "DcCephHealth")]
[OutputType(typeof(DcCephHealth))]
public sealed class GetDcCephHealthCommand : CephCmdlet
{
    [Parameter]
    public SwitchParameter Detail { get; set; }

    [Parameter]
    [DurationTransformation]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    internal override async Task AskAsync(CephClusters clusters, CephQuery query, CancellationToken cancellationToken)
    {
        await foreach (var outcome in clusters.HealthAsync(query with { Timeout = Timeout, Detail = Detail }, cancellationToken))
            Write(outcome);
    }
}
