using System.Management.Automation;
using Dentropy.Engine.Storage.Ceph;
using Dentropy.Storage;

namespace Dentropy.PowerShell.Storage;

[Cmdlet(VerbsCommon.Get, "DcCephOsd")]
[OutputType(typeof(DcCephOsd))]
public sealed class GetDcCephOsdCommand : CephCmdlet
{
    [Parameter]
    [DurationTransformation]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    internal override async Task AskAsync(CephClusters clusters, CephQuery query, CancellationToken cancellationToken)
    {
        await foreach (var outcome in clusters.OsdsAsync(query with { Timeout = Timeout }, cancellationToken))
            Write(outcome);
    }
}
