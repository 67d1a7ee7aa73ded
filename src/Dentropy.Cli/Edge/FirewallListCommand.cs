using System.CommandLine;
using System.Globalization;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Edge;

namespace Dentropy.Cli.Edge;

internal static class FirewallListCommand
{
    private static readonly IReadOnlyList<Column<DcFirewallRule>> s_columns =
    [
        new("Node", rule => rule.Node),
        new("Priority", rule => rule.Priority.ToString(CultureInfo.InvariantCulture), Right: true),
        new("Name", rule => rule.Name),
        new("Direction", rule => rule.Raw is null ? rule.Direction.ToString() : rule.Chain),
        new("Action", rule => rule.Raw is null ? rule.Action.ToString() : "raw"),
        new("Match", rule => rule.Describe()),
        new("Packets", rule => rule.Packets.ToString(CultureInfo.InvariantCulture), Right: true),
        new("Refused", rule => rule.RateLimit is null && !rule.Only ? null : rule.Refused.ToString(CultureInfo.InvariantCulture), Right: true),
        new("Status", rule => rule.Status.ToString()),
    ];

    public static Command Create()
    {
        var nodes = new EdgeNodes();
        var command = new Verb("list", "Lists the rules that Dentropy keeps on nodes, in their order, with what they have counted.");
        nodes.AddTo(command);
        command.Work = context => nodes.ShowAsync(context, view => view.Rules, rules =>
        {
            if (context.Renderer.ForPeople)
                context.Renderer.Table(rules, s_columns);
            else
                context.Renderer.Document([.. rules.Select(FirewallRuleView.Of)], CliJsonContext.Default.FirewallRuleView);
        });
        return command;
    }
}
