using System.Management.Automation;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;

namespace Dentropy.PowerShell.Edge;

[Cmdlet(VerbsCommon.Set, "DcFirewallRule", SupportsShouldProcess = true)]
[OutputType(typeof(DcFirewallRule))]
public sealed class SetDcFirewallRuleCommand : FirewallRuleCmdlet
{
    private readonly EditsByNode _given = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = [];

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var changes = Changes();
        _names.UnionWith(Name);
        await _given.AddAsync(this, Cloud, Node, [.. Name.Select(name => new FirewallEdit.ChangeRule(name, changes))], cancellationToken);
    }

    protected override Task EndAsync(CancellationToken cancellationToken) =>
        ChangeAsync(_given.Nodes, _given.Of, view => view.Rules.Where(rule => PassThru && _names.Contains(rule.Name)), cancellationToken);
}
