using System.Management.Automation;
using Dentropy.Engine.Apps;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Apps;

[Cmdlet(VerbsCommon.Remove, "DcApp", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveDcAppCommand : CloudCmdlet
{
    private readonly AppTargets _apps = new();

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("InputObject", "App")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AppNameCompleter))]
    public DcAppReference[] Name { get; set; } = [];

    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter]
    public SwitchParameter RemoveVolume { get; set; }

    [Parameter]
    [DurationTransformation]
    public TimeSpan? GracePeriod { get; set; }

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _apps.Add(Cloud, Name);
        return Task.CompletedTask;
    }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var engines = Session.Current.Docker();
        var removal = new AppRemoval(engines);
        var settings = new AppRemovalSettings { Volumes = RemoveVolume, Grace = GracePeriod };
        foreach (var match in await _apps.ResolveAsync(this, Node, cancellationToken))
        {
            await AttemptAsync(match.Name, async () =>
            {
                var app = await new AppCatalog(engines).InspectAsync(match.Node, match.Name, cancellationToken);
                var plan = await removal.PlanAsync(match.Node, app, settings, cancellationToken);
                if (!Confirm($"{match.Name} on {match.Node.Name}", Action(plan), out _))
                    return;
                await removal.RemoveAsync(match.Node, app, settings, cancellationToken);
                AppNameCache.Of(Session.Current).Remove(match.Node.Name, match.Name);
            });
        }
    }

    private static string Action(AppRemovalPlan plan)
    {
        var parts = new List<string> { "Remove containers " + string.Join(", ", plan.Containers) };
        if (plan.Networks.Count > 0)
            parts.Add("networks " + string.Join(", ", plan.Networks));
        if (plan.Volumes.Count > 0)
            parts.Add("volumes with all data " + string.Join(", ", plan.Volumes));
        return string.Join("; ", parts) + (plan.KeptVolumes.Count > 0 ? $"; keep volumes {string.Join(", ", plan.KeptVolumes)}" : "");
    }
}
