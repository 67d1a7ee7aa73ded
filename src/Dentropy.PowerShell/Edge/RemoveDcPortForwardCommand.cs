using System.Management.Automation;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Edge;

[Cmdlet(VerbsCommon.Remove, "DcPortForward", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveDcPortForwardCommand : EdgeCmdlet
{
    private readonly NamesByNode _given = new();

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    [SupportsWildcards]
    public DcNodeReference[] Node { get; set; } = [];

    protected override async Task ProcessAsync(CancellationToken cancellationToken) => _given.Add(await ResolveAsync(Cloud, Node, cancellationToken), Name);

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var found = await _given.ExpandAsync(nodes => ReadAsync(nodes, cancellationToken), view => view.Forwards.Select(forward => forward.Name));
        await ChangeAsync([.. found.Keys], node => [.. found[node].Select(name => new FirewallEdit.RemoveForward(name))], static _ => [], cancellationToken);
    }
}
