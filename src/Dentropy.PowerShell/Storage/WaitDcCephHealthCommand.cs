using System.Management.Automation;
using Dentropy.Engine.Storage.Ceph;
using Dentropy.PowerShell.Common;
using Dentropy.Storage;

namespace Dentropy.PowerShell.Storage;

[Cmdlet(VerbsLifecycle.Wait, "DcCephHealth")]
[OutputType(typeof(DcCephHealth))]
public sealed class WaitDcCephHealthCommand : CephCmdlet
{
    private const string Ok = "HEALTH_OK";
    private const string Warning = "HEALTH_WARN";

    [Parameter]
    [ValidateSet(Ok, Warning)]
    public string For { get; set; } = Ok;

    [Parameter]
    [DurationTransformation]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);

    internal override async Task AskAsync(CephClusters clusters, CephQuery query, CancellationToken cancellationToken)
    {
        var wanted = string.Equals(For, Warning, StringComparison.OrdinalIgnoreCase) ? DcCephStatus.Warning : DcCephStatus.Ok;
        using var progress = new PumpProgress<CephWaitProgress>(Show);
        await foreach (var outcome in clusters.WaitAsync(query, wanted, Timeout, progress, cancellationToken))
            Write(outcome);
    }

    private void Show(CephWaitProgress at) => WriteProgress(new ProgressRecord(0, $"Waiting for {For} of {at.Cluster}", at.State)
    {
        SecondsRemaining = (int)Math.Max(0, (at.Limit - at.Elapsed).TotalSeconds),
        PercentComplete = at.Limit > TimeSpan.Zero ? (int)Math.Clamp(100 * at.Elapsed / at.Limit, 0, 100) : -1,
    });
}
