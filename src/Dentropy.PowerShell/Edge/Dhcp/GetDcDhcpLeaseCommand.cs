using System.Management.Automation;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Dhcp;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Edge.Dhcp;

[Cmdlet(VerbsCommon.Get, "DcDhcpLease")]
[OutputType(typeof(DcDhcpLease))]
public sealed class GetDcDhcpLeaseCommand : DhcpReadCmdlet
{
    [Parameter(Position = 0)]
    [Alias("Name")]
    [SupportsWildcards]
    public string[] Hostname { get; set; } = [];

    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    protected override Task EndAsync(CancellationToken cancellationToken) =>
        FindAsync(Node, Hostname, (store, nodes) => new DhcpLeases(store, Session.Current.Links()).GetAsync(nodes, Hostname, cancellationToken), lease => lease.Hostname, cancellationToken);
}
