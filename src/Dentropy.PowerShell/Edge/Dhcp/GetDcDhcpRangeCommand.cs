using System.Management.Automation;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Dhcp;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Edge.Dhcp;

[Cmdlet(VerbsCommon.Get, "DcDhcpRange")]
[OutputType(typeof(DcDhcpRange))]
public sealed class GetDcDhcpRangeCommand : DhcpReadCmdlet
{
    [Parameter(Position = 0)]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    protected override Task EndAsync(CancellationToken cancellationToken) =>
        FindAsync(Node, Name, (store, nodes) => new DhcpRanges(store, Session.Current.Links()).GetAsync(nodes, Name, cancellationToken), range => range.Name, cancellationToken);
}
