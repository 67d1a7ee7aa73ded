using System.Management.Automation;
using Dentropy.Engine.Nodes;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Nodes;

[Cmdlet(VerbsLifecycle.Stop, "DcNode", SupportsShouldProcess = true)]
[OutputType(typeof(DcNodePowerResult))]
public sealed class StopDcNodeCommand : CloudCmdlet
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
        var nodes = (await _nodes.ResolveAsync(this, cancellationToken)).Where(node => Confirm(node.Name, "Stop", out _)).ToList();
        var settings = new NodePowerSettings
        {
            Wait = Wait || MyInvocation.BoundParameters.ContainsKey(nameof(Timeout)),
            WaitLimit = Timeout,
            AllowLocal = AllowLocal,
            ThrottleLimit = ThrottleLimit,
        };
        using var progress = new ClusterProgress(this, "Stopping nodes", nodes.Count);
        await foreach (var result in new NodePower(Session.Current.Links()).StopAsync(nodes, settings, progress, cancellationToken))
        {
            WriteObject(result);
            if (result.Failure is { } failure)
                WriteError(failure, result.Node);
        }
    }
}
