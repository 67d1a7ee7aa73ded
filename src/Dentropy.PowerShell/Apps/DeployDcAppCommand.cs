using System.Collections;
using System.Management.Automation;
using Dentropy.Apps;
using Dentropy.Engine.Apps;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Apps;

[Cmdlet("Deploy", "DcApp", SupportsShouldProcess = true)]
[OutputType(typeof(DcApp))]
public sealed class DeployDcAppCommand : CloudCmdlet
{
    private readonly NodeCollector _nodes = new();

    [Parameter(Mandatory = true, Position = 0)]
    [Alias("ComposeFile")]
    public string Path { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ProjectFolder { get; set; }

    [Parameter]
    public IDictionary? Variable { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? EnvironmentFile { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Profile { get; set; } = [];

    [Parameter]
    [ValidateSet("Missing", "Always", "Never")]
    public string? PullPolicy { get; set; }

    [Parameter]
    public SwitchParameter RemoveOrphan { get; set; }

    [Parameter]
    public SwitchParameter ForceRecreate { get; set; }

    [Parameter]
    public SwitchParameter Wait { get; set; }

    [Parameter]
    [DurationTransformation]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    [Parameter]
    [DurationTransformation]
    public TimeSpan? GracePeriod { get; set; }

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _nodes.Add(Cloud, Node);
        return Task.CompletedTask;
    }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var settings = Settings();
        var deploy = new AppDeploy(Session.Current.Docker());
        foreach (var node in await _nodes.ResolveAsync(this, cancellationToken))
            await AttemptAsync(node.Name, () => DeployAsync(deploy, node, settings, cancellationToken));
    }

    private async Task DeployAsync(AppDeploy deploy, DcNode node, AppDeploySettings settings, CancellationToken cancellationToken)
    {
        var plan = await deploy.PlanAsync(node, settings, cancellationToken);
        foreach (var warning in plan.Warnings)
            WriteWarning(warning);
        var changes = plan.Steps.Where(step => step.Action != "keep").ToList();
        if (!Confirm($"{plan.App} on {node.Name}", changes.Count > 0 ? "Deploy: " + string.Join("; ", changes) : "Deploy: nothing to change", out _))
            return;
        using var progress = new PumpProgress<AppDeployStep>(step => WriteProgress(new ProgressRecord(0, $"Deploying {plan.App} on {node.Name}", step.ToString())));
        var (app, done) = await deploy.DeployAsync(node, settings, progress, cancellationToken);
        foreach (var step in done.Steps)
            WriteVerbose($"{node.Name}: {step}");
        AppNameCache.Of(Session.Current).Add(app);
        WriteObject(app);
    }

    private AppDeploySettings Settings() => new()
    {
        Path = LocalPath.Full(this, Path),
        Name = Name,
        ProjectFolder = ProjectFolder,
        Variables = Values.Pairs(Variable).ToDictionary(pair => pair.Key, pair => pair.Value ?? "", StringComparer.Ordinal),
        EnvironmentFile = EnvironmentFile is null ? null : LocalPath.Full(this, EnvironmentFile),
        Profiles = Profile,
        Pull = PullPolicy is null ? AppPullPolicy.AsWritten : Enum.Parse<AppPullPolicy>(PullPolicy, ignoreCase: true),
        RemoveOrphans = RemoveOrphan,
        ForceRecreate = ForceRecreate,
        Wait = Wait,
        Timeout = Timeout,
        Grace = GracePeriod,
    };
}
