using System.Management.Automation;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Boot;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;
using Dentropy.PowerShell.Edge.Dhcp;

namespace Dentropy.PowerShell.Edge.Boot;

[Cmdlet(VerbsCommon.Get, "DcNetworkBoot")]
[OutputType(typeof(DcNetworkBoot))]
public sealed class GetDcNetworkBootCommand : DhcpReadCmdlet
{
    [Parameter(Position = 0)]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    protected override Task EndAsync(CancellationToken cancellationToken) =>
        FindAsync(Node, Name, (store, nodes) => new NetworkBoots(store, Session.Current.Links()).GetAsync(nodes, Name, cancellationToken), boot => boot.Name, cancellationToken);
}
