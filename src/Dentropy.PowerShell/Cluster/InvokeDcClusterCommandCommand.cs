using System.Collections;
using System.Management.Automation;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Cluster;

[Cmdlet(VerbsLifecycle.Invoke, "DcClusterCommand", DefaultParameterSetName = ByCommand, SupportsShouldProcess = true)]
[OutputType(typeof(DcCommandResult), typeof(DcCommandFold))]
public sealed class InvokeDcClusterCommandCommand : CloudCmdlet
{
    private const string ByCommand = "Command";
    private const string ByScript = "ScriptPath";

    private readonly NodeCollector _nodes = new();

    [Parameter(ParameterSetName = ByCommand, Mandatory = true, Position = 0)]
    public string? Command { get; set; }

    [Parameter(ParameterSetName = ByScript, Mandatory = true)]
    public string? ScriptPath { get; set; }

    [Parameter(ParameterSetName = ByScript, ValueFromRemainingArguments = true)]
    [Alias("Args")]
    public string[] ArgumentList { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter]
    public object? InputObject { get; set; }

    [Parameter]
    public SwitchParameter Sudo { get; set; }

    [Parameter]
    public IDictionary? Environment { get; set; }

    [Parameter]
    public string? WorkingDirectory { get; set; }

    [Parameter]
    [ValidateRange(1, 10_000)]
    public int ThrottleLimit { get; set; } = 64;

    [Parameter]
    [DurationTransformation]
    public TimeSpan? Timeout { get; set; }

    [Parameter]
    [ValidateRange(0, 100)]
    public int Retry { get; set; }

    [Parameter]
    public SwitchParameter Fold { get; set; }

    [Parameter]
    [ValidateSet("Serf")]
    public string? Via { get; set; }

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _nodes.Add(Cloud, Node);
        return Task.CompletedTask;
    }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var settings = await SettingsAsync(cancellationToken);
        var action = (Sudo ? "Run as root: " : "Run: ") + (Command ?? ScriptPath);
        var nodes = new List<DcNode>();
        foreach (var node in await _nodes.ResolveAsync(this, cancellationToken))
        {
            if (Confirm(node.Name, action, out _))
                nodes.Add(node);
        }

        if (Via is not null)
            nodes = await SerfFront.AliveAsync(this, nodes, cancellationToken);
        var folded = new List<DcCommandResult>();
        using var progress = new ClusterProgress(this, action, nodes.Count);
        await foreach (var result in new ClusterCommand(Session.Current.Links()).RunAsync(nodes, settings, progress, cancellationToken))
        {
            if (Fold)
                folded.Add(result);
            else
                WriteObject(result);
            if (result.Failure is { } failure)
                WriteError(failure, result.Node);
        }

        foreach (var group in CommandFold.Fold(folded))
            WriteObject(group);
    }

    private async Task<ClusterCommandSettings> SettingsAsync(CancellationToken cancellationToken) => new()
    {
        Command = Command,
        Script = await CommandInput.ScriptAsync(this, ScriptPath, cancellationToken),
        Arguments = ArgumentList,
        Input = CommandInput.StandardInput(InputObject),
        Sudo = Sudo,
        Environment = CommandInput.Environment(Environment),
        WorkingDirectory = WorkingDirectory,
        ThrottleLimit = ThrottleLimit,
        Timeout = Timeout,
        Retry = Retry,
    };
}
