using System.Collections;
using System.Management.Automation;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Cluster;

[Cmdlet(VerbsLifecycle.Invoke, "DcClusterQuery", SupportsShouldProcess = true)]
[OutputType(typeof(DcClusterAnswer))]
public sealed class InvokeDcClusterQueryCommand : CloudCmdlet
{
    private readonly List<string> _members = [];
    private string? _cloud;

    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    [Parameter(Position = 1)]
    public object? Payload { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string[] Node { get; set; } = [];

    [Parameter]
    [MetadataTransformation]
    public IDictionary? Tag { get; set; }

    [Parameter]
    [DurationTransformation]
    public TimeSpan? Timeout { get; set; }

    [Parameter]
    public SwitchParameter Acknowledge { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string[] Via { get; set; } = [];

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _members.AddRange(Node);
        _cloud ??= Cloud;
        return Task.CompletedTask;
    }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        // A pipeline that brought nobody must not ask everybody.
        if ((_members.Count == 0 && MyInvocation.ExpectingInput) || !Confirm(Name, "Send the query to members", out _))
            return;
        var settings = new ClusterQuerySettings
        {
            Name = Name,
            Payload = SerfFront.Payload(Payload),
            Members = _members,
            Tags = SerfFront.Tags(Tag),
            Timeout = Timeout,
            Acknowledge = Acknowledge,
            Via = Via,
        };
        await foreach (var outcome in SerfFront.Cluster(this, _cloud).QueryAsync(settings, cancellationToken))
        {
            if (outcome.Answer is { } answer)
                WriteObject(answer);
            if (outcome.Failure is { } failure)
                WriteError(failure, outcome.Member);
        }
    }
}
