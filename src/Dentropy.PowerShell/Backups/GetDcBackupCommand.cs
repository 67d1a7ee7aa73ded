using System.Management.Automation;
using Dentropy.Backups;
using Dentropy.Engine.Backups;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Backups;

[Cmdlet(VerbsCommon.Get, "DcBackup")]
[OutputType(typeof(DcBackup))]
public sealed class GetDcBackupCommand : CloudCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    [SupportsWildcards]
    public DcBackupReference[] Path { get; set; } = [];

    [Parameter(Position = 1)]
    [SupportsWildcards]
    public string[] App { get; set; } = [];

    [Parameter]
    public string[] Identity { get; set; } = [];

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (var reference in Path)
            await AttemptAsync(reference.Location, () => ListAsync(reference, cancellationToken));
    }

    private async Task ListAsync(DcBackupReference reference, CancellationToken cancellationToken)
    {
        var store = Inventory.Open(this, Cloud, reference.Cloud);
        var catalog = new BackupCatalog(BackupFront.Places(this, Cloud, reference.Cloud));
        var location = BackupFront.Location(this, reference);
        foreach (var app in App.Length > 0 ? App : new string?[] { null })
        {
            await foreach (var listing in catalog.ListAsync(location, app, BackupFront.Identities(this, Identity), store.Location, cancellationToken))
            {
                if (listing.Backup is { } backup)
                    WriteObject(backup);
                if (listing.Failure is { } failure)
                    WriteError(failure);
            }
        }
    }
}
