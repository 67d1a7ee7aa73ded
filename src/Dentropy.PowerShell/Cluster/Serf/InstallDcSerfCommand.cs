using System.Management.Automation;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf.Install;
using Dentropy.Engine.Cluster.Serf.Keys;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Cluster.Serf;

[Cmdlet(VerbsLifecycle.Install, "DcSerf", SupportsShouldProcess = true)]
[OutputType(typeof(DcSerfInstallation))]
public sealed class InstallDcSerfCommand : CloudCmdlet
{
    private readonly NodeCollector _nodes = new();

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name", "InputObject")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter]
    public string? EncryptKey { get; set; }

    [Parameter]
    public SwitchParameter ReplaceKey { get; set; }

    [Parameter]
    [ValidateSet("lan", "wan", "local")]
    public string Profile { get; set; } = "lan";

    [Parameter]
    [ValidateRange(1, 65535)]
    public int GossipPort { get; set; } = 7946;

    [Parameter]
    public SwitchParameter WithTags { get; set; }

    [Parameter]
    public string[] WithMetadata { get; set; } = [];

    [Parameter]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string[] Join { get; set; } = [];

    [Parameter]
    public string[] EventHandler { get; set; } = [];

    [Parameter]
    [DurationTransformation]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(45);

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
        var settings = new SerfInstallSettings
        {
            EncryptKey = EncryptKey is null ? null : SerfKeyReference.Parse(EncryptKey, "-EncryptKey"),
            KeyFolder = LocalPath.Full(this, "."),
            ReplaceKey = ReplaceKey,
            Profile = Profile,
            GossipPort = GossipPort,
            WithTags = WithTags,
            Metadata = WithMetadata,
            Join = Join,
            EventHandlers = EventHandler,
            JoinLimit = Timeout,
            ThrottleLimit = ThrottleLimit,
        };
        var installer = new SerfInstaller(OpenStore(nodes[0]), Session.Current.Links());
        var chosen = await ChooseAsync(installer, nodes, settings, cancellationToken);
        using var progress = new ClusterProgress(this, "Installing Serf", chosen.Count);
        await foreach (var record in installer.InstallAsync(chosen, settings, progress, cancellationToken))
            SerfReports.Write(this, record);
    }

    // What would change is looked at first, so that the question and -WhatIf can say it.
    private async Task<List<DcNode>> ChooseAsync(SerfInstaller installer, IReadOnlyList<DcNode> nodes, SerfInstallSettings settings, CancellationToken cancellationToken)
    {
        var chosen = new List<DcNode>();
        await foreach (var plan in installer.PlanAsync(nodes, settings, cancellationToken))
        {
            if (plan.Failure is not null)
                SerfReports.Write(this, plan);
            else if (Confirm(plan.Node, plan.Changed ? "Install Serf: " + string.Join("; ", plan.Steps) : "Check Serf, where nothing is to be changed", out _))
                chosen.Add(nodes.First(node => node.Name == plan.Node));
        }

        return chosen;
    }
}
