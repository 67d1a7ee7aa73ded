using System.Management.Automation;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf.Install;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Cluster.Serf;

[Cmdlet(VerbsLifecycle.Uninstall, "DcSerf", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(DcSerfInstallation))]
public sealed class UninstallDcSerfCommand : CloudCmdlet
{
    private readonly NodeCollector _nodes = new();

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name", "InputObject")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter]
    public SwitchParameter RemovePackage { get; set; }

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
        var action = RemovePackage ? "Leave the cluster, remove Serf's agent, its keys and the package" : "Leave the cluster, remove Serf's agent and its keys";
        var nodes = (await _nodes.ResolveAsync(this, cancellationToken)).Where(node => Confirm(node.Name, action, out _)).ToList();
        if (nodes.Count == 0)
            return;
        var installer = new SerfInstaller(OpenStore(nodes[0]), Session.Current.Links());
        await foreach (var record in installer.RemoveAsync(nodes, RemovePackage, ThrottleLimit, cancellationToken))
            SerfReports.Write(this, record);
    }
}
