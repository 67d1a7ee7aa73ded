using System.Management.Automation;
using Dentropy.Engine.Resilience.Report;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Resilience;

[Cmdlet(VerbsData.Export, "DcResilienceReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportDcResilienceReportCommand : CloudCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("FilePath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    [Parameter]
    [ValidateRange(1, 3)]
    public int Level { get; set; } = 2;

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    [Parameter]
    public DateTimeOffset? Date { get; set; }

    [Parameter]
    public SwitchParameter Observe { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var path = LocalPath.Full(this, Path);
        ResilienceReport.CheckPath(path, Force);
        var engine = await ResilienceFront.OpenAsync(this, Observe, WriteWarning, cancellationToken);
        if (!Confirm(path, "Write the report", out _))
            return;
        var settings = new ReportSettings { Level = Level, Title = Title, Date = Date ?? DateTimeOffset.UtcNow };
        ResilienceReport.Save(path, ResilienceReport.Make(engine, settings, cancellationToken), Force);
        if (PassThru)
            WriteObject(new FileInfo(path));
    }
}
