using System.Management.Automation;
using Dentropy.Engine.Nodes;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Nodes;

[Cmdlet(VerbsLifecycle.Restart, "DcNode", SupportsShouldProcess = true)]
[OutputType(typeof(DcNodePowerResult))]
public sealed class RestartDcNodeCommand : CloudCmdlet
{
    private readonly NodeCollector _nodes = new();

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("InputObject", "Node")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Name { get; set; } = [];

    [Parameter]
    public SwitchParameter Wait { get; set; }

    [Parameter]
    [DurationTransformation]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    [Parameter]
    [ValidateRange(1, 10_000)]
    public int MaxUnavailable { get; set; } = 1;

    [Parameter]
    public SwitchParameter ContinueOnFailure { get; set; }

    [Parameter]
    [ValidateRange(1, 10_000)]
    public int ThrottleLimit { get; set; } = 64;

    [Parameter]
    public SwitchParameter AllowLocal { get; set; }

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _nodes.Add(Cloud, Name);
        return Task.CompletedTask;
    }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var nodes = (await _nodes.ResolveAsync(this, cancellationToken)).Where(node => Confirm(node.Name, "Restart", out _)).ToList();
        var settings = new NodePowerSettings
        {
            // A cloud whose nodes all go down at once is down. Several are restarted one after the other, unless -Wait:$false says otherwise.
            Wait = IsGiven(nameof(Wait)) ? Wait : nodes.Count > 1 || IsGiven(nameof(Timeout)) || IsGiven(nameof(MaxUnavailable)),
            WaitLimit = Timeout,
            MaxUnavailable = MaxUnavailable,
            ContinueOnFailure = ContinueOnFailure,
            AllowLocal = AllowLocal,
            ThrottleLimit = ThrottleLimit,
        };
        using var progress = new ClusterProgress(this, "Restarting nodes", nodes.Count);
        await foreach (var result in new NodePower(Session.Current.Links()).RestartAsync(nodes, settings, progress, cancellationToken))
        {
            WriteObject(result);
            if (result.Failure is { } failure)
                WriteError(failure, result.Node);
        }
    }

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
