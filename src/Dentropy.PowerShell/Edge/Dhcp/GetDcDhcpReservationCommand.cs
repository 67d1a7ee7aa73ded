using System.Management.Automation;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Dhcp;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Edge.Dhcp;

[Cmdlet(VerbsCommon.Get, "DcDhcpReservation")]
[OutputType(typeof(DcDhcpReservation))]
public sealed class GetDcDhcpReservationCommand : DhcpReadCmdlet
{
    [Parameter(Position = 0)]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    protected override Task EndAsync(CancellationToken cancellationToken) =>
        FindAsync(Node, Name, (store, nodes) => new DhcpReservations(store, Session.Current.Links()).GetAsync(nodes, Name, cancellationToken), reservation => reservation.Name, cancellationToken);
}
