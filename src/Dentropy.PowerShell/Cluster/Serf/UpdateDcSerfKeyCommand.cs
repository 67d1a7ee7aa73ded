using System.Management.Automation;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf;
using Dentropy.Engine.Cluster.Serf.Keys;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Cluster.Serf;

[Cmdlet(VerbsData.Update, "DcSerfKey", SupportsShouldProcess = true)]
[OutputType(typeof(DcSerfKeyRotation))]
public sealed class UpdateDcSerfKeyCommand : CloudCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public string NewKey { get; set; } = "";

    [Parameter]
    public SwitchParameter KeepOld { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string[] Without { get; set; } = [];

    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string[] Via { get; set; } = [];

    [Parameter]
    [DurationTransformation]
    public TimeSpan StepTimeout { get; set; } = TimeSpan.FromSeconds(45);

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var settings = new SerfKeySettings
        {
            NewKey = SerfKeyReference.Parse(NewKey, "-NewKey"),
            KeyFolder = LocalPath.Full(this, "."),
            KeepOld = KeepOld,
            Without = Without,
            Via = Via,
            StepLimit = StepTimeout,
        };
        var links = Session.Current.Links();
        await using var agents = new SerfAgents(links);
        var keys = new SerfKeys(OpenStore(), links, agents);
        var plan = await keys.PlanAsync(settings, cancellationToken);
        if (!plan.Changed)
        {
            WriteObject(plan);
            return;
        }

        if (!Confirm(string.Join(", ", plan.Members), "Change Serf's key: " + string.Join("; ", plan.Steps), out _))
            return;
        using var progress = new PumpProgress<string>(step => WriteProgress(new ProgressRecord(0, "Changing Serf's key", step)));
        WriteObject(await keys.RotateAsync(settings, progress, cancellationToken));
    }
}
