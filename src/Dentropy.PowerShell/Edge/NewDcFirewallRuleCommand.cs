using System.Management.Automation;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Edge;

[Cmdlet(VerbsCommon.New, "DcFirewallRule", SupportsShouldProcess = true, DefaultParameterSetName = RuleSet)]
[OutputType(typeof(DcFirewallRule))]
public sealed class NewDcFirewallRuleCommand : FirewallRuleCmdlet
{
    private const string InputSet = "Input";

    private readonly List<(string? Cloud, DcNodeReference[] Nodes, DcFirewallRule Rule)> _given = [];

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputSet)]
    public DcFirewallRule InputObject { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = RuleSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = RawSet)]
    public string Name { get; set; } = "";

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        // A rule of another node goes on as it is, also one in iptables' own words.
        var rule = string.Equals(ParameterSetName, InputSet, StringComparison.Ordinal) ? InputObject : Changes()(new DcFirewallRule { Name = Name });
        _given.Add((Cloud, Node, rule));
        return Task.CompletedTask;
    }

    // All rules of a node become one change, so that a table of a thousand is in force at once.
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var wanted = new Dictionary<string, (DcNode Node, List<DcFirewallRule> Rules)>(StringComparer.OrdinalIgnoreCase);
        var known = new Dictionary<string, IReadOnlyList<DcNode>>(StringComparer.Ordinal);
        foreach (var (cloud, references, rule) in _given)
        {
            var key = $"{cloud}\n{string.Join('\n', references.Select(reference => reference.Text))}";
            if (!known.TryGetValue(key, out var nodes))
                known[key] = nodes = await ResolveAsync(cloud, references, cancellationToken);
            foreach (var node in nodes)
            {
                if (!wanted.TryGetValue($"{node.Cloud}\n{node.Name}", out var one))
                    wanted[$"{node.Cloud}\n{node.Name}"] = one = (node, []);
                one.Rules.Add(rule);
            }
        }

        var rules = wanted.Values.ToDictionary(one => one.Node, one => one.Rules);
        var names = _given.Select(one => one.Rule.Name).ToHashSet(StringComparer.Ordinal);
        await ChangeAsync(
            [.. rules.Keys], node => [.. rules[node].Select(rule => new FirewallEdit.AddRule(rule, Force))], view => view.Rules.Where(rule => names.Contains(rule.Name)), cancellationToken);
    }
}
