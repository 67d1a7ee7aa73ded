using System.Management.Automation;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;

namespace Dentropy.PowerShell.Edge;

[Cmdlet(VerbsCommon.New, "DcFirewallRule", SupportsShouldProcess = true)]
[OutputType(typeof(DcFirewallRule))]
public sealed class NewDcFirewallRuleCommand : FirewallRuleCmdlet
{
    private readonly EditsByNode _given = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string Name { get; set; } = "";

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var rule = Changes()(new DcFirewallRule { Name = Name });
        _names.Add(rule.Name);
        await _given.AddAsync(this, Cloud, Node, [new FirewallEdit.AddRule(rule, Force)], cancellationToken);
    }

    protected override Task EndAsync(CancellationToken cancellationToken) =>
        ChangeAsync(_given.Nodes, _given.Of, view => view.Rules.Where(rule => _names.Contains(rule.Name)), cancellationToken);
}
