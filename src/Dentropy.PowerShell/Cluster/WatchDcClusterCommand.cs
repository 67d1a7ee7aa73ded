using System.Management.Automation;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Cluster;

[Cmdlet(VerbsCommon.Watch, "DcCluster")]
[OutputType(typeof(DcClusterEvent))]
public sealed class WatchDcClusterCommand : CloudCmdlet
{
    [Parameter(Position = 0)]
    [ValidateSet("member-join", "member-leave", "member-failed", "member-update", "member-reap", "user", "query")]
    public string[] Type { get; set; } = [];

    [Parameter]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    [Parameter]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string[] Via { get; set; } = [];

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var settings = new ClusterWatchSettings { Types = [.. Type.Select(type => type.ToLowerInvariant())], Names = Name, Via = Via };
        await foreach (var news in SerfFront.Cluster(this).WatchAsync(settings, cancellationToken))
        {
            if (news.Interruption is { } interruption)
                WriteWarning(interruption.Message);
            if (news.Event is { } happened)
                WriteObject(happened);
        }
    }
}
