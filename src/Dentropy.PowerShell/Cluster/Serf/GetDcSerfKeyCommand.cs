using System.Management.Automation;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf;
using Dentropy.Engine.Cluster.Serf.Keys;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Cluster.Serf;

[Cmdlet(VerbsCommon.Get, "DcSerfKey")]
[OutputType(typeof(DcSerfKey))]
public sealed class GetDcSerfKeyCommand : CloudCmdlet
{
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string[] Via { get; set; } = [];

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var links = Session.Current.Links();
        await using var agents = new SerfAgents(links);
        foreach (var key in await new SerfKeys(OpenStore(), links, agents).ListAsync(Via, cancellationToken))
            WriteObject(key);
    }
}
