using System.Management.Automation;
using Dentropy.Backups;
using Dentropy.Engine.Backups;
using Dentropy.Engine.Backups.Retention;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Backups;

[Cmdlet(VerbsCommon.Remove, "DcBackup", DefaultParameterSetName = Given, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(DcBackup))]
public sealed class RemoveDcBackupCommand : CloudCmdlet
{
    private const string Given = "Given";
    private const string Retention = "Retention";

    private readonly List<(string? Cloud, string Location)> _locations = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    [SupportsWildcards]
    public DcBackupReference[] Path { get; set; } = [];

    [Parameter(ParameterSetName = Retention)]
    [ValidateRange(0, 100_000)]
    public int KeepLast { get; set; }

    [Parameter(ParameterSetName = Retention)]
    [ValidateRange(0, 100_000)]
    public int KeepDaily { get; set; }

    [Parameter(ParameterSetName = Retention)]
    [ValidateRange(0, 100_000)]
    public int KeepWeekly { get; set; }

    [Parameter(ParameterSetName = Retention)]
    [ValidateRange(0, 100_000)]
    public int KeepMonthly { get; set; }

    [Parameter(ParameterSetName = Retention)]
    [ValidateRange(0, 100_000)]
    public int KeepYearly { get; set; }

    [Parameter(ParameterSetName = Retention)]
    [SupportsWildcards]
    public string? App { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (var reference in Path)
        {
            var location = BackupFront.Location(this, reference);
            if (string.Equals(ParameterSetName, Retention, StringComparison.Ordinal))
                _locations.Add((Cloud ?? reference.Cloud, location));
            else
                await AttemptAsync(location, () => RemoveGivenAsync(location, Cloud ?? reference.Cloud, cancellationToken));
        }
    }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var policy = new RetentionPolicy { Last = KeepLast, Daily = KeepDaily, Weekly = KeepWeekly, Monthly = KeepMonthly, Yearly = KeepYearly };
        foreach (var group in _locations.GroupBy(one => one.Cloud, one => one.Location, StringComparer.Ordinal))
        {
            var removal = new BackupRemoval(BackupFront.Places(this, group.Key));
            var plan = await removal.PlanAsync([.. group.Distinct(StringComparer.Ordinal)], App, policy, failure => WriteError(failure), cancellationToken);
            foreach (var kept in plan.Keep)
                WriteVerbose($"Keep {kept.Backup.Path}: {string.Join(", ", kept.Reasons)}");
            foreach (var backup in plan.Remove)
                await AttemptAsync(backup.Path, () => RemoveAsync(removal, backup, cancellationToken));
        }
    }

    // Wildcards and whole places are shown backup by backup before each is removed.
    private async Task RemoveGivenAsync(string location, string? cloud, CancellationToken cancellationToken)
    {
        var removal = new BackupRemoval(BackupFront.Places(this, cloud));
        foreach (var backup in await removal.GivenAsync(location, cancellationToken))
            await AttemptAsync(backup.Path, () => RemoveAsync(removal, backup, cancellationToken));
    }

    private async Task RemoveAsync(BackupRemoval removal, DcBackup backup, CancellationToken cancellationToken)
    {
        var go = Confirm(backup.Path, "Remove backup", out var planned);
        if (go)
            await removal.RemoveAsync(backup, cancellationToken);
        if (PassThru && (go || planned))
            WriteObject(backup);
    }
}
