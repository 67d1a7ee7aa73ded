using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Edge;

// What the verbs that change packet filters have in common: a plan for each node, then the changes, each confirmed over a new connection.
internal sealed class EdgeChange
{
    private readonly EdgeNodes _choice = new();
    private readonly Option<string?> _limit = new("--confirm-within") { HelpName = "TIME", Description = "How long a new connection may take to get through; then the former rules come back. 30s without it." };
    private readonly Option<bool> _whatIf = WhatIfOption.Create();

    public void AddTo(Command command)
    {
        _choice.AddTo(command);
        command.AddAll(_limit, _whatIf);
    }

    // Where it has to be asked first, the question names what is to be done; null asks nothing.
    public async Task<int> RunAsync(CommandContext context, IReadOnlyList<FirewallEdit> edits, string done, (string Action, string Names, bool Yes)? question = null)
    {
        var limit = Duration.Read(context, _limit) ?? NodeFirewall.UsualLimit;
        if (await _choice.SelectAsync(context) is not { } nodes)
            return ExitCode.BadInput;
        await using var pool = new SshLinkPool();
        var firewall = new NodeFirewall(context.Store, pool);
        var (plans, code) = await EdgeNodes.EachAsync(context, nodes, (node, token) => firewall.PlanAsync(node, edits, token));
        if (context.Get(_whatIf))
        {
            var views = plans.Where(one => one.Result.Changed).Select(one => new PlanView("change the firewall of", one.Node.Name, one.Result.Difference)).ToList();
            if (context.Renderer.ForPeople)
                Show(context, plans.Where(one => one.Result.Changed).Select(one => one.Result));
            else
                context.Renderer.Plan(views);
            return code;
        }

        if (plans.Count == 0 || (question is var (action, names, yes) && !await context.ConfirmAsync(action, names, yes)))
            return code;
        var byNode = plans.ToDictionary(one => one.Node, one => one.Result);
        var (results, worse) = await EdgeNodes.EachAsync(context, [.. byNode.Keys], (node, token) => firewall.ApplyAsync(byNode[node], limit, token));
        foreach (var (node, view) in results)
        {
            context.Said($"{node.Name}: {(byNode[node].Changed ? done : "unchanged")}");
            foreach (var note in view.Notes)
                context.Terminal.ErrorLine("warning: " + Wording.Adapt(note));
        }

        if (!context.Renderer.ForPeople)
            context.Renderer.Document([.. results.Select(one => new EdgeChangeView(one.Node.Name, byNode[one.Node].Changed, byNode[one.Node].Difference, one.Result.Notes))], CliJsonContext.Default.EdgeChangeView);
        return ExitCode.Worse(code, worse);
    }

    private static void Show(CommandContext context, IEnumerable<FirewallPlan> plans)
    {
        foreach (var plan in plans)
        {
            context.Terminal.OutLine($"would change the firewall of {plan.Node.Name}:");
            foreach (var line in plan.Difference)
                context.Terminal.OutLine("  " + line);
        }
    }
}
