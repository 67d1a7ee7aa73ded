using System.Management.Automation;
using Dentropy.Apps;
using Dentropy.Engine.Apps;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Apps;

[Cmdlet(VerbsCommon.Remove, "DcAppRoute", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(DcAppRoute))]
public sealed class RemoveDcAppRouteCommand : CloudCmdlet
{
    // Routes of one app go together, so that its containers are made anew once.
    private readonly List<(AppTargets Apps, IReadOnlyList<string> Hostnames, string? Via)> _given = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("InputObject", "App")]
    [ArgumentCompleter(typeof(AppNameCompleter))]
    public DcAppReference[] Name { get; set; } = [];

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Hostnames")]
    [ValidateNotNullOrEmpty]
    public string[] Hostname { get; set; } = [];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RouteViaCompleter))]
    public string? Via { get; set; }

    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PathPrefix { get; set; }

    [Parameter]
    [DurationTransformation]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    [Parameter]
    [DurationTransformation]
    public TimeSpan? GracePeriod { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? HelperImage { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        var apps = new AppTargets();
        apps.Add(Cloud, Name);
        _given.Add((apps, Hostname, Via));
        return Task.CompletedTask;
    }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        using var front = new RouteFront(this);
        var known = new List<(AppMatch Match, IReadOnlyList<string> Hostnames, string? Via)>();
        foreach (var (apps, hostnames, via) in _given)
            known.AddRange((await apps.ResolveAsync(this, Node, cancellationToken)).Select(match => (match, hostnames, via)));
        foreach (var group in known.GroupBy(one => (one.Match.Node.Cloud, one.Match.Node.Name, App: one.Match.Name, one.Via)))
        {
            var match = group.First().Match;
            await AttemptAsync(match.Name, async () =>
            {
                var removal = new AppRouteRemoval
                {
                    Hostnames = [.. group.SelectMany(one => one.Hostnames).Distinct(StringComparer.OrdinalIgnoreCase)],
                    Via = group.Key.Via,
                    PathPrefix = PathPrefix,
                    Switch = new AppRouteSwitch { Timeout = Timeout, Grace = GracePeriod, HelperImage = HelperImage },
                };
                var plan = await front.Of(match.Node.Cloud).PlanRemoveAsync(match.Node, match.Name, removal, cancellationToken);
                await front.ApplyAsync(match, plan, PassThru, cancellationToken);
            });
        }
    }
}
