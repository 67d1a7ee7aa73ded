using System.Collections;
using System.Management.Automation;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Nodes;

[Cmdlet(VerbsCommon.Get, "DcNode")]
[OutputType(typeof(DcNode))]
public sealed class GetDcNodeCommand : CloudCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Name { get; set; } = [];

    // An unset variable of a script must not come to mean every node.
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string? Node { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string[] Role { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string[] Tag { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [MetadataTransformation]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public IDictionary? Metadata { get; set; }

    [Parameter]
    public ScriptBlock? Filter { get; set; }

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var names = Union(Name);
        if (Name.Length > 0 && names.Length == 0)
            return;
        var query = new NodeQuery
        {
            Expression = string.Join('&', new[] { names, Node }.Where(set => !string.IsNullOrWhiteSpace(set)).Select(set => $"({set})")),
            Roles = Role,
            Tags = Tag,
            Metadata = NodeFields.Patterns(Metadata),
        };
        foreach (var node in (await SelectAsync(OpenStore(), query, cancellationToken)).Nodes)
        {
            if (Filter is null || Holds(Filter, node))
                WriteObject(node);
        }
    }

    private bool Holds(ScriptBlock filter, DcNode node)
    {
        var holds = false;
        RuntimeException? failed = null;
        CallHost(() =>
        {
            try
            {
                holds = LanguagePrimitives.IsTrue(filter.InvokeWithContext(functionsToDefine: null, [new PSVariable("_", node)]));
            }
            catch (RuntimeException e) when (e is not PipelineStoppedException)
            {
                failed = e;
            }
        });
        return failed is null ? holds : throw new DentropyException(
            "FilterFailed", DentropyErrorCategory.InvalidArgument, node.Name, $"The script of -Filter failed on node '{node.Name}': {failed.Message}", failed);
    }
}
