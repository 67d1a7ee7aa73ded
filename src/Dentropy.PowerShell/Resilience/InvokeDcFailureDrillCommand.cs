using System.Management.Automation;
using Dentropy.Engine.Resilience.Drill;
using Dentropy.PowerShell.Common;
using Dentropy.Resilience;

namespace Dentropy.PowerShell.Resilience;

[Cmdlet(VerbsLifecycle.Invoke, "DcFailureDrill", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = DrillSet)]
[OutputType(typeof(DcDrillResult))]
public sealed class InvokeDcFailureDrillCommand : CloudCmdlet
{
    private const string DrillSet = "Drill";
    private const string PathSet = "Path";
    private static readonly DrillSettings s_usual = new();

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = DrillSet)]
    [Alias("InputObject")]
    public DcFailureDrill[] Drill { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    [Parameter]
    [DurationTransformation]
    public TimeSpan Interval { get; set; } = s_usual.Interval;

    [Parameter]
    [DurationTransformation]
    public TimeSpan Grace { get; set; } = s_usual.Grace;

    [Parameter]
    [DurationTransformation]
    public TimeSpan RecoveryLimit { get; set; } = s_usual.RecoveryLimit;

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (ParameterSetName == PathSet)
            Drill = [DrillFile.Read(LocalPath.Full(this, Path), OpenStore().Location)];
        foreach (var drill in Drill)
            await AttemptAsync(drill.ToString(), () => RunAsync(drill, cancellationToken));
    }

    private async Task RunAsync(DcFailureDrill drill, CancellationToken cancellationToken)
    {
        // Each is asked for, and where one is refused nothing is done: with less than was planned, the prediction would be about something else.
        var agreed = true;
        foreach (var node in drill.Nodes)
            agreed &= Confirm(node.Node, Action(drill, node), out _);
        if (!agreed)
            return;
        using var progress = new DrillBar(this, drill.ToString());
        var settings = new DrillSettings { Interval = Interval, Grace = Grace, RecoveryLimit = RecoveryLimit };
        try
        {
            WriteObject(await new FailureDrill(Session.Current.Links(), OpenStore(drill.Cloud)).RunAsync(drill, settings, progress, cancellationToken), enumerateCollection: true);
        }
        catch (DrillNotUndoneException e)
        {
            WriteObject(e.Results, enumerateCollection: true);
            throw;
        }
    }

    private static string Action(DcFailureDrill drill, DcDrillNode node) =>
        FormattableString.Invariant($"{(node.Action == DcDrillAction.CutPower ? "Cut the power" : "Cut the network")} for {drill.Duration.TotalSeconds:0.#} s");
}
