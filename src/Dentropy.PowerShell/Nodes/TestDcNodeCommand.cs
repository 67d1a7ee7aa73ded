using System.Management.Automation;
using Dentropy.Engine.Nodes;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Nodes;

[Cmdlet(VerbsDiagnostic.Test, "DcNode")]
[OutputType(typeof(DcNodeTest), typeof(bool))]
public sealed class TestDcNodeCommand : CloudCmdlet
{
    private readonly NodeCollector _nodes = new();

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("InputObject", "Node")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Name { get; set; } = [];

    [Parameter]
    [DurationTransformation]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    [Parameter]
    [ValidateRange(1, 10_000)]
    public int ThrottleLimit { get; set; } = 64;

    [Parameter]
    [ValidateRange(0, 100)]
    public double MaxDiskUsedPercent { get; set; } = 90;

    [Parameter]
    [ValidateRange(0, 100)]
    public double MinMemoryAvailablePercent { get; set; } = 5;

    [Parameter]
    public double MaxTemperature { get; set; } = 80;

    [Parameter]
    [DurationTransformation]
    public TimeSpan MaxClockSkew { get; set; } = TimeSpan.FromSeconds(2);

    [Parameter]
    public SwitchParameter NoSudo { get; set; }

    [Parameter]
    public SwitchParameter Quiet { get; set; }

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _nodes.Add(Cloud, Name);
        return Task.CompletedTask;
    }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var settings = new NodeProbeSettings
        {
            ThrottleLimit = ThrottleLimit,
            Timeout = Timeout,
            DiskUsedLimit = MaxDiskUsedPercent,
            MemoryAvailableLimit = MinMemoryAvailablePercent,
            TemperatureLimit = MaxTemperature,
            ClockSkewLimit = MaxClockSkew,
            SudoExpected = !NoSudo,
        };
        var nodes = await _nodes.ResolveAsync(this, cancellationToken);
        using var progress = new ClusterProgress(this, "Looking at nodes", nodes.Count);

        // What is wrong with a node is what was asked, so it is a result and no error.
        await foreach (var test in new NodeProbe(Session.Current.Links()).TestAsync(nodes, settings, progress, cancellationToken))
            WriteObject(Quiet ? test.Healthy : test);
    }
}
