using System.Management.Automation;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Cluster;

[Cmdlet(VerbsCommon.Copy, "DcItem", DefaultParameterSetName = ByPath, SupportsShouldProcess = true)]
[OutputType(typeof(DcCopyResult))]
public sealed class CopyDcItemCommand : CloudCmdlet
{
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";

    private readonly NodeCollector _nodes = new();
    private readonly List<string> _sources = [];

    [Parameter(ParameterSetName = ByPath, Mandatory = true, Position = 0)]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    [Parameter(ParameterSetName = ByLiteralPath, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(Mandatory = true, Position = 1)]
    public string Destination { get; set; } = "";

    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter]
    public SwitchParameter Fetch { get; set; }

    [Parameter]
    public SwitchParameter NodeFolder { get; set; }

    [Parameter]
    public SwitchParameter CreateFolders { get; set; }

    [Parameter]
    public SwitchParameter SkipUnchanged { get; set; }

    [Parameter]
    public SwitchParameter Sudo { get; set; }

    [Parameter]
    [ValidateRange(1, 10_000)]
    public int ThrottleLimit { get; set; } = 16;

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        _nodes.Add(Cloud, Node);
        foreach (var path in Path)
            await AttemptAsync(path, () => Take(Fetch ? [path] : LocalPath.Expand(this, path)));
        foreach (var path in LiteralPath)
            await AttemptAsync(path, () => Take([Fetch ? path : LocalPath.Full(this, path)]));
    }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var sources = _sources.Distinct(StringComparer.Ordinal).ToList();
        if (!Fetch && sources.Count > 1 && !Destination.EndsWith('/'))
        {
            throw new DentropyException(
                "DestinationNotFolder",
                DentropyErrorCategory.InvalidArgument,
                Destination,
                $"Several items cannot all become '{Destination}'. Nothing was sent; end the destination with / to mean a folder.");
        }

        var way = $"{(Fetch ? "Fetch" : "Copy")} {string.Join(", ", sources)} to {Destination}";
        var nodes = (await _nodes.ResolveAsync(this, cancellationToken)).Where(node => Confirm(node.Name, way, out _)).ToList();
        using var progress = new ClusterProgress(this, way, nodes.Count);
        foreach (var source in sources)
            await AttemptAsync(source, () => CopyAsync(source, nodes, progress, cancellationToken));
    }

    private async Task CopyAsync(string source, IReadOnlyList<DcNode> nodes, ClusterProgress progress, CancellationToken cancellationToken)
    {
        var copy = new ItemCopy(Session.Current.Links());
        var settings = new ItemCopySettings
        {
            ThrottleLimit = ThrottleLimit,
            Sudo = Sudo,
            CreateFolders = CreateFolders,
            SkipUnchanged = SkipUnchanged,
            NodeFolders = MyInvocation.BoundParameters.ContainsKey(nameof(NodeFolder)) ? NodeFolder : null,
        };
        var results = Fetch
            ? copy.FetchAsync(nodes, source, LocalPath.Full(this, Destination), settings, progress, cancellationToken)
            : copy.SendAsync(nodes, source, Destination, settings, progress, cancellationToken);
        await foreach (var result in results)
        {
            WriteObject(result);
            if (result.Failure is { } failure)
                WriteError(failure, result.Node);
        }
    }

    private Task Take(IEnumerable<string> paths)
    {
        _sources.AddRange(paths);
        return Task.CompletedTask;
    }
}
