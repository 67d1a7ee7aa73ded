using System.Management.Automation;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Dhcp;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Edge.Dhcp;

[Cmdlet(VerbsCommon.Remove, "DcDhcpReservation", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(DcDhcpChange))]
public sealed class RemoveDcDhcpReservationCommand : DhcpChangeCmdlet
{
    private readonly List<(string Nodes, DcNodeReference[] Node, string Name)> _wanted = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _wanted.AddRange(Name.Select(name => (string.Join(',', Node.Select(node => node.Text)), Node, name)));
        return Task.CompletedTask;
    }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        foreach (var group in _wanted.GroupBy(one => one.Nodes, StringComparer.OrdinalIgnoreCase))
        {
            var nodes = await ResolveAsync(Cloud, group.First().Node, cancellationToken);
            if (nodes.Count == 0 && group.Key.Length > 0)
                continue;
            var all = new DhcpReservations(OpenStore(nodes.Count > 0 ? nodes[0] : null), Session.Current.Links());
            await ChangeAsync(await all.PlanRemoveAsync(nodes, [.. group.Select(one => one.Name)], cancellationToken), wanted => all.ApplyAsync(wanted, cancellationToken));
        }
    }
}
