using System.Management.Automation;
using Dentropy.Engine.Resilience;
using Dentropy.Engine.Resilience.Drill;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;
using Dentropy.Resilience;

namespace Dentropy.PowerShell.Resilience;

[Cmdlet(VerbsCommon.New, "DcFailureDrill", SupportsShouldProcess = true)]
[OutputType(typeof(DcFailureDrill))]
public sealed class NewDcFailureDrillCommand : CloudCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(ResilienceCompleter))]
    public DcPartReference[] Lose { get; set; } = [];

    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    [Parameter]
    [DurationTransformation]
    public TimeSpan Duration { get; set; } = TimeSpan.FromMinutes(1);

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PowerCommand { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override Task ProcessAsync(CancellationToken cancellationToken) => AttemptAsync(string.Join(" + ", Lose.Select(part => part.ToString())), async () =>
    {
        var store = OpenStore();
        var engine = await ResilienceFront.OpenAsync(this, observe: false, WriteWarning, cancellationToken);
        var nodes = (await store.ReadAllAsync(cancellationToken)).Nodes;
        var lost = ResilienceQuestions.Parts(engine.Model, Lose.SelectMany(part => part.Words));
        var drill = DrillPlanner.Plan(engine, nodes, lost, await DrillChecks.ReadAsync(store.Location, cancellationToken), Duration, PowerCommand);
        if (Path is null)
            WriteObject(drill);
        else if (LocalPath.Full(this, Path) is var path && Confirm(path, "Write the plan", out var planned))
            WriteObject(DrillFile.Save(path, drill, Force));
        else if (planned)
            WriteObject(drill);
    });
}
