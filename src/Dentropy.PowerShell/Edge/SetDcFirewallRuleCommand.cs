using System.Management.Automation;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Edge;

[Cmdlet(VerbsCommon.Set, "DcFirewallRule", SupportsShouldProcess = true, DefaultParameterSetName = RuleSet)]
[OutputType(typeof(DcFirewallRule))]
public sealed class SetDcFirewallRuleCommand : FirewallRuleCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = [];

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var changes = Changes();
        await ChangeAsync(
            await ResolveAsync(Cloud, Node, cancellationToken),
            _ => [.. Name.Select(name => new FirewallEdit.ChangeRule(name, changes))],
            view => view.Rules.Where(rule => PassThru && Name.Contains(rule.Name, StringComparer.Ordinal)),
            cancellationToken);
    }
}
