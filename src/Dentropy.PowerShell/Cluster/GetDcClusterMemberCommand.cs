using System.Collections;
using System.Management.Automation;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Cluster;

[Cmdlet(VerbsCommon.Get, "DcClusterMember")]
[OutputType(typeof(DcClusterMember))]
public sealed class GetDcClusterMemberCommand : CloudCmdlet
{
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string[] Name { get; set; } = [];

    [Parameter]
    public DcMemberStatus[] Status { get; set; } = [];

    [Parameter]
    [MetadataTransformation]
    public IDictionary? Tag { get; set; }

    [Parameter]
    public SwitchParameter Coordinate { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string[] Via { get; set; } = [];

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var query = new ClusterMemberQuery { Names = Name, Status = Status, Tags = SerfFront.Tags(Tag), Coordinates = Coordinate, Via = Via };
        foreach (var member in await SerfFront.Cluster(this).MembersAsync(query, cancellationToken))
            WriteObject(member);
    }
}
