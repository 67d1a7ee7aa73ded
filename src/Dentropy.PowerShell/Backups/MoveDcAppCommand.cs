using System.Management.Automation;
using Dentropy.Backups;
using Dentropy.Engine.Backups.Move;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Backups;

[Cmdlet(VerbsCommon.Move, "DcApp", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(DcRestoreResult), typeof(DcRestoreStep))]
public sealed class MoveDcAppCommand : RestoreCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("AppName", "Name")]
    public string App { get; set; } = "";

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Node")]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference From { get; set; } = null!;

    [Parameter(Mandatory = true)]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference To { get; set; } = null!;

    [Parameter]
    public string? NewName { get; set; }

    [Parameter]
    public string[] IncludeBindMount { get; set; } = [];

    [Parameter]
    public SwitchParameter NoFirstPass { get; set; }

    [Parameter]
    public SwitchParameter RemoveSource { get; set; }

    protected override Task ProcessAsync(CancellationToken cancellationToken) => AttemptAsync(App, async () =>
    {
        var from = await OneNodeAsync(From, cancellationToken);
        var to = await OneNodeAsync(To, cancellationToken);
        var settings = new MoveSettings
        {
            Restore = Answers() with { Name = NewName },
            IncludeBindMounts = IncludeBindMount,
            FirstPass = !NoFirstPass,
            RemoveSource = RemoveSource,
        };
        var move = new AppMove(Session.Current.Docker());
        var plan = await move.PlanAsync(from, App, to, settings, cancellationToken);
        if (!Approve(plan, $"Move from node {from.Name}"))
            return;
        using var progress = new RestoreReports(this, $"Moving {App} from {from.Name} to {to.Name}");
        WriteObject(await move.RunAsync(from, App, to, settings, plan, progress, cancellationToken));
    });
}
