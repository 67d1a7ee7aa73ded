using System.Management.Automation;
using Dentropy.Engine.Storage.Ceph;
using Dentropy.Storage;

namespace Dentropy.PowerShell.Storage;

[Cmdlet(VerbsCommon.Get, "DcCephCapacity")]
[OutputType(typeof(DcCephCapacity))]
public sealed class GetDcCephCapacityCommand : CephCmdlet
{
    [Parameter]
    [DurationTransformation]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    internal override async Task AskAsync(CephClusters clusters, CephQuery query, CancellationToken cancellationToken)
    {
        await foreach (var outcome in clusters.CapacityAsync(query with { Timeout = Timeout }, cancellationToken))
            Write(outcome);
    }
}
