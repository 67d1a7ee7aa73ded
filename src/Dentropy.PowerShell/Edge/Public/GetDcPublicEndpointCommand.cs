using System.Management.Automation;
using Dentropy.Edge;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Edge.Public;

[Cmdlet(VerbsCommon.Get, "DcPublicEndpoint")]
[OutputType(typeof(DcPublicEndpoint))]
public sealed class GetDcPublicEndpointCommand : PublicEndpointCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    [SupportsWildcards]
    public DcNodeReference[] Node { get; set; } = [];

    // A node that has none gives nothing.
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var nodes = await ResolveAsync(Cloud, Node, cancellationToken);
        var looks = nodes.Select(node => (node, Look: Endpoints(node).GetAsync(node, cancellationToken))).ToList();
        foreach (var (node, look) in looks)
        {
            await AttemptAsync(node.Name, async () =>
            {
                if (await look is { } endpoint)
                    WriteObject(endpoint);
            });
        }
    }
}
