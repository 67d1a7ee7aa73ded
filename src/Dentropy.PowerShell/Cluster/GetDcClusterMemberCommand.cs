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
    private readonly List<string> _names = [];

    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
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

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _names.AddRange(Name);
        return Task.CompletedTask;
    }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        // A pipeline that ended up with nobody asks for nobody.
        if (_names.Count == 0 && MyInvocation.ExpectingInput)
            return;
        var query = new ClusterMemberQuery { Names = _names, Status = Status, Tags = SerfFront.Tags(Tag), Coordinates = Coordinate, Via = Via };
        var members = await SerfFront.Cluster(this).MembersAsync(query, cancellationToken);
        foreach (var member in members)
            WriteObject(member);
        foreach (var error in SerfCluster.Missing(query, members))
            WriteError(error);
    }
}
