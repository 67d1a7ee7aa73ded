using System.Management.Automation;
using Dentropy.Apps;
using Dentropy.Engine.Apps;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Apps;

[Cmdlet(VerbsCommon.Get, "DcAppRoute")]
[OutputType(typeof(DcAppRoute))]
public sealed class GetDcAppRouteCommand : CloudCmdlet
{
    private readonly NodeCollector _nodes = new();

    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [Alias("App")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AppNameCompleter))]
    public string[] Name { get; set; } = [];

    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RouteViaCompleter))]
    public string? Via { get; set; }

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _nodes.Add(Cloud, Node);
        return Task.CompletedTask;
    }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var named = MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey(nameof(Node));
        var nodes = named ? await _nodes.ResolveAsync(this, cancellationToken) : await AppNodes.ChosenAsync(this, Cloud, [], cancellationToken);
        var found = new List<string>();
        var failures = new List<(DentropyException Failure, string Target)>();
        using var front = new RouteFront(this);
        await foreach (var listing in front.Of(Cloud ?? nodes.Select(node => node.Cloud).FirstOrDefault(cloud => cloud is not null)).ListAsync(nodes, Name, Via, cancellationToken))
        {
            if (listing.Failure is { } failure)
            {
                failures.Add((failure, listing.Target));
                continue;
            }

            if (listing.Route!.App is { } app)
                found.Add(app);
            WriteObject(listing.Route);
        }

        foreach (var (failure, target) in failures)
        {
            if (AppCatalog.Matters(failure, Name, found, named || nodes.Count < 2))
                WriteError(failure, target);
            else
                WriteVerbose(failure.Message);
        }
    }
}
