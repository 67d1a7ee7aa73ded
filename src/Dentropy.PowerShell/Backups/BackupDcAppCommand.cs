using System.Management.Automation;
using Dentropy.Backups;
using Dentropy.Engine.Backups.Create;
using Dentropy.Engine.Backups.Format;
using Dentropy.PowerShell.Apps;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Backups;

[Cmdlet(VerbsData.Backup, "DcApp", SupportsShouldProcess = true)]
[OutputType(typeof(DcBackup))]
public sealed class BackupDcAppCommand : CloudCmdlet
{
    private static readonly TimeSpan s_wait = TimeSpan.FromHours(1);

    private readonly AppTargets _apps = new();

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("InputObject", "App")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AppNameCompleter))]
    public DcAppReference[] Name { get; set; } = [];

    [Parameter(Mandatory = true)]
    public string? Destination { get; set; }

    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter]
    [ValidateSet("Stop", "Pause", "None")]
    public string Consistency { get; set; } = "Stop";

    [Parameter]
    public SwitchParameter NoFirstPass { get; set; }

    [Parameter]
    [SupportsWildcards]
    public string[] IncludeBindMount { get; set; } = [];

    [Parameter]
    [SupportsWildcards]
    public string[] ExcludeVolume { get; set; } = [];

    [Parameter]
    public SwitchParameter IncludeImage { get; set; }

    [Parameter]
    [ValidateSet("Auto", "Zstd", "Gzip")]
    public string Compression { get; set; } = "Auto";

    [Parameter]
    [ValidateRange(1, 19)]
    public int? CompressionLevel { get; set; }

    [Parameter]
    public string[] Recipient { get; set; } = [];

    [Parameter]
    public SwitchParameter Wait { get; set; }

    [Parameter]
    [DurationTransformation]
    public TimeSpan? Timeout { get; set; }

    [Parameter]
    public string? HelperImage { get; set; }

    [Parameter]
    [ValidateRange(1, 10_000)]
    public int ThrottleLimit { get; set; } = 16;

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _apps.Add(Cloud, Name);
        return Task.CompletedTask;
    }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var settings = Settings();
        var found = await _apps.ResolveAsync(this, Node, cancellationToken);
        var apps = found.Where(app => Confirm($"{app.Name} on {app.Node.Name}", $"Back up to {Destination}", out _)).ToList();
        if (apps.Count == 0)
            return;
        var places = BackupFront.Places(this, Cloud, apps[0].Node.Cloud);
        using var progress = new AppBackupProgress(this, $"Backing up to {Destination}");
        await foreach (var result in new AppBackup(Session.Current.Docker()).RunAllAsync(apps, settings, places, ThrottleLimit, progress, cancellationToken))
        {
            foreach (var warning in result.Backup?.Warnings ?? [])
                WriteWarning($"{result.App} on {result.Node}: {warning}");
            if (result.Failure is { } failure)
                WriteError(failure, result.App);
            else
                WriteObject(result.Backup);
        }
    }

    private BackupSettings Settings() => new()
    {
        Destination = Destination!,
        Consistency = Enum.Parse<BackupConsistency>(Consistency, ignoreCase: true),
        FirstPass = !NoFirstPass,
        IncludeBindMounts = IncludeBindMount,
        ExcludeVolumes = ExcludeVolume,
        IncludeImages = IncludeImage,
        Compression = Enum.TryParse<BackupCompression>(Compression, ignoreCase: true, out var compression) ? compression : null,
        CompressionLevel = CompressionLevel,
        Recipients = Recipient,
        Wait = Wait ? Timeout ?? s_wait : Timeout,
        HelperImage = HelperImage,
    };
}
