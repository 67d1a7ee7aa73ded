using System.Management.Automation;
using Dentropy.Engine.Provisioning;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;
using Dentropy.Provisioning;

namespace Dentropy.PowerShell.Provisioning;

[Cmdlet(VerbsData.Initialize, "DcNode", SupportsShouldProcess = true)]
[OutputType(typeof(DcProvisionStep))]
public sealed class InitializeDcNodeCommand : CloudCmdlet
{
    private readonly NodeCollector _nodes = new();

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name", "InputObject")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter(Mandatory = true, Position = 1)]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    [ValidateNotNullOrEmpty]
    public string Profile { get; set; } = "";

    [Parameter]
    [DurationTransformation]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromMinutes(2);

    [Parameter]
    [DurationTransformation]
    public TimeSpan ProofTimeout { get; set; } = TimeSpan.FromMinutes(1);

    [Parameter]
    [ValidateRange(1, 10_000)]
    public int ThrottleLimit { get; set; } = 32;

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _nodes.Add(Cloud, Node);
        return Task.CompletedTask;
    }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var nodes = await _nodes.ResolveAsync(this, cancellationToken);
        if (nodes.Count == 0)
            return;
        var (apply, look) = (new List<DcNode>(), new List<DcNode>());
        foreach (var node in nodes)
        {
            if (Confirm(node.Name, $"Apply profile {Profile}", out var planned))
                apply.Add(node);
            else if (planned)
                look.Add(node);
        }

        var links = Session.Current.Links();
        var settings = new ProvisionSettings { LockTimeout = LockTimeout, ProofTimeout = ProofTimeout, ThrottleLimit = ThrottleLimit };
        using var progress = new ClusterProgress(this, $"Applying profile {Profile}", nodes.Count);
        foreach (var cloud in apply.Concat(look).GroupBy(node => node.Cloud, StringComparer.Ordinal))
        {
            var provisioner = new NodeProvisioner(OpenStore(cloud.Key), links, links);
            await ShowAsync(provisioner.PlanAsync([.. cloud.Where(look.Contains)], Profile, settings, progress, cancellationToken));
            await ShowAsync(provisioner.ApplyAsync([.. cloud.Where(apply.Contains)], Profile, settings, progress, cancellationToken));
        }
    }

    private async Task ShowAsync(IAsyncEnumerable<DcProvisionStep> steps)
    {
        await foreach (var step in steps)
        {
            WriteObject(step);
            if (step.Failure is { } failure)
                WriteError(failure, step.Node);
        }
    }
}
