using System.Management.Automation;
using Dentropy.Apps;
using Dentropy.Engine.Apps;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Apps;

[Cmdlet(VerbsLifecycle.Start, "DcApp", SupportsShouldProcess = true)]
[OutputType(typeof(DcApp))]
public sealed class StartDcAppCommand : CloudCmdlet
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
    public SwitchParameter Wait { get; set; }

    [Parameter]
    [DurationTransformation]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    [Parameter]
    [ValidateRange(1, 10_000)]
    public int ThrottleLimit { get; set; } = AppWork.DefaultThrottle;

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _apps.Add(Cloud, Name);
        return Task.CompletedTask;
    }

    protected override Task EndAsync(CancellationToken cancellationToken)
    {
        var settings = new AppPowerSettings { Wait = Wait, Timeout = Timeout };
        return _apps.PowerAsync(this, Node, "Start", ThrottleLimit, (power, app, token) => power.StartAsync(app.Node, app.Name, settings, token), cancellationToken);
    }
}
