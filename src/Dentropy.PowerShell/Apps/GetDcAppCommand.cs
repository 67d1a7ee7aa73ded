using System.Management.Automation;
using Dentropy.Apps;
using Dentropy.Engine.Apps;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Apps;

[Cmdlet(VerbsCommon.Get, "DcApp")]
[OutputType(typeof(DcApp))]
public sealed class GetDcAppCommand : CloudCmdlet
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
    public SwitchParameter NoSize { get; set; }

    [Parameter]
    [ValidateRange(1, 10_000)]
    public int ThrottleLimit { get; set; } = 32;

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _nodes.Add(Cloud, Node);
        return Task.CompletedTask;
    }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var named = MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey(nameof(Node));
        var nodes = named ? await _nodes.ResolveAsync(this, cancellationToken) : await AppNodes.ChosenAsync(this, Cloud, [], cancellationToken);
        var query = new AppQuery { Names = Name, Sizes = !NoSize, ThrottleLimit = ThrottleLimit };
        var known = AppNameCache.Of(Session.Current);
        var found = new List<DcApp>();
        var failures = new List<(DentropyException Failure, string Node)>();
        await foreach (var listing in new AppCatalog(Session.Current.Docker()).ListAsync(nodes, query, cancellationToken))
        {
            if (listing.Failure is { } failure)
            {
                failures.Add((failure, listing.Node.Name));
                continue;
            }

            found.Add(listing.App!);
            known.Add(listing.App!);
            WriteObject(listing.App);
        }

        var missing = Name.Where(name => !AppCatalog.IsWildcard(name) && !found.Exists(app => string.Equals(app.Name, name, StringComparison.OrdinalIgnoreCase))).ToList();
        foreach (var (failure, node) in failures)
        {
            if (AppCatalog.Matters(failure, Name, found.Select(app => app.Name), named || nodes.Count < 2))
                WriteError(failure, node);
            else
                WriteVerbose(failure.Message);
        }

        foreach (var name in missing)
            WriteError(AppCatalog.NotFound(name, [.. nodes.Select(node => node.Name)], known.Seen.Select(app => app.Name)), name);
    }
}
