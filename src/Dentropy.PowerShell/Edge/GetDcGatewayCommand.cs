using System.Management.Automation;
using Dentropy.Edge;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Edge;

[Cmdlet(VerbsCommon.Get, "DcGateway")]
[OutputType(typeof(DcGateway))]
public sealed class GetDcGatewayCommand : EdgeReadCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    [SupportsWildcards]
    public DcNodeReference[] Node { get; set; } = [];

    // A node that is no gateway gives nothing.
    protected override async Task ProcessAsync(CancellationToken cancellationToken) => await ShowAsync(
        Cloud, Node, view => view.Gateway is { } gateway ? [gateway] : Array.Empty<DcGateway>(), ["*"], gateway => gateway.Node, (name, _) => new("GatewayNotFound", DentropyErrorCategory.ObjectNotFound, name, name), cancellationToken);
}
