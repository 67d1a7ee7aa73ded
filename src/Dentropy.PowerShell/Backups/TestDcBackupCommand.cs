using System.Management.Automation;
using Dentropy.Backups;
using Dentropy.Engine.Backups;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Backups;

[Cmdlet(VerbsDiagnostic.Test, "DcBackup")]
[OutputType(typeof(DcBackupTest))]
public sealed class TestDcBackupCommand : CloudCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    [SupportsWildcards]
    public DcBackupReference[] Path { get; set; } = [];

    [Parameter]
    public string[] Identity { get; set; } = [];

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (var reference in Path)
            await AttemptAsync(reference.Location, () => TestAsync(reference, cancellationToken));
    }

    private async Task TestAsync(DcBackupReference reference, CancellationToken cancellationToken)
    {
        using var progress = new BackupProgress(this, $"Test {reference.Location}");
        var check = new BackupCheck(BackupFront.Places(this, Cloud, reference.Cloud));
        await foreach (var (test, failure) in check.TestAsync(BackupFront.Location(this, reference), BackupFront.Identities(this, Identity), progress, cancellationToken))
        {
            if (test is not null)
                WriteObject(test);
            if (failure is not null)
                WriteError(failure);
        }
    }
}
