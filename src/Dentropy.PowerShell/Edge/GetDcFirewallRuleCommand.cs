using System.Management.Automation;
using Dentropy.Edge;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Edge;

[Cmdlet(VerbsCommon.Get, "DcFirewallRule")]
[OutputType(typeof(DcFirewallRule))]
public sealed class GetDcFirewallRuleCommand : EdgeReadCmdlet
{
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    [SupportsWildcards]
    public DcNodeReference[] Node { get; set; } = [];

    protected override async Task ProcessAsync(CancellationToken cancellationToken) =>
        await ShowAsync(Cloud, Node, view => view.Rules, Name, rule => rule.Name, (name, node) => new(
            "FirewallRuleNotFound", DentropyErrorCategory.ObjectNotFound, name, $"Node '{node}' has no rule '{name}'."), cancellationToken);
}
