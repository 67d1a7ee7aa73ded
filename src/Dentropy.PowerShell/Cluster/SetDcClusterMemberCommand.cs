using System.Collections;
using System.Management.Automation;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Cluster;

[Cmdlet(VerbsCommon.Set, "DcClusterMember", SupportsShouldProcess = true)]
[OutputType(typeof(DcClusterMember))]
public sealed class SetDcClusterMemberCommand : CloudCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string[] Name { get; set; } = [];

    [Parameter]
    [MetadataTransformation]
    public IDictionary? Tag { get; set; }

    [Parameter]
    public string[] RemoveTag { get; set; } = [];

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var (cluster, tags) = (SerfFront.Cluster(this), SerfFront.Tags(Tag));
        var words = tags.Select(tag => $"{tag.Key}={tag.Value}").Concat(RemoveTag.Select(key => "no " + key));
        var members = await cluster.MembersAsync(new ClusterMemberQuery { Names = Name, Status = [DcMemberStatus.Alive] }, cancellationToken);
        foreach (var name in Name.Where(name => !WildcardPattern.ContainsWildcardCharacters(name) && !members.Any(member => string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase))))
            WriteError(SerfCluster.NotAlive(name), name);
        foreach (var member in members)
        {
            await AttemptAsync(member.Name, async () =>
            {
                if (!Confirm(member.Name, "Set tags: " + string.Join(", ", words), out _))
                    return;
                var changed = await cluster.SetTagsAsync(member, tags, RemoveTag, cancellationToken);
                if (PassThru)
                    WriteObject(changed);
            });
        }
    }
}
