using Dentropy.Apps;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Apps;

// Gathers which apps are meant, record by record, and finds out on which nodes they are.
internal sealed class AppTargets
{
    private readonly List<(string Cloud, DcAppReference Reference)> _given = [];

    public void Add(string? cloud, IEnumerable<DcAppReference> references) => _given.AddRange(references.Select(reference => (cloud ?? reference.Cloud ?? "", reference)));

    // Every name that is not found, or found twice, is an error of its own, and the others go on.
    public async Task<IReadOnlyList<AppMatch>> ResolveAsync(CloudCmdlet cmdlet, DcNodeReference[] nodes, CancellationToken cancellationToken)
    {
        var matches = new List<AppMatch>();
        foreach (var group in _given.GroupBy(given => given.Cloud, given => given.Reference, StringComparer.Ordinal))
        {
            var placed = group.Where(reference => reference.Node is not null).ToList();
            foreach (var node in await AppNodes.NamedAsync(cmdlet, group.Key, placed.Select(reference => reference.Node!), cancellationToken))
                matches.AddRange(placed.Where(reference => string.Equals(reference.Node, node.Name, StringComparison.OrdinalIgnoreCase)).Select(reference => new AppMatch(node, reference.Name)));
            var names = group.Where(reference => reference.Node is null).Select(reference => reference.Name).Distinct(StringComparer.Ordinal).ToList();
            if (names.Count > 0)
                matches.AddRange(await SearchAsync(cmdlet, await AppNodes.ChosenAsync(cmdlet, group.Key, nodes, cancellationToken), nodes.Length > 0, names, cancellationToken));
        }

        return [.. matches.DistinctBy(match => (match.Node.Cloud, match.Node.Name, match.Name))];
    }

    // Asks for each app, works on those that were agreed to, and writes what came of each.
    public async Task PowerAsync(CloudCmdlet cmdlet, DcNodeReference[] nodes, string verb, int throttle, Func<AppPower, AppMatch, CancellationToken, Task<DcApp>> work, CancellationToken cancellationToken)
    {
        var apps = (await ResolveAsync(cmdlet, nodes, cancellationToken)).Where(app => cmdlet.Confirm($"{app.Name} on {app.Node.Name}", verb, out _)).ToList();
        var power = new AppPower(Session.Current.Docker());
        await foreach (var outcome in AppWork.EachAsync(apps, throttle, async (app, token) => await work(power, app, token), cancellationToken))
        {
            if (outcome.Failure is { } failure)
                cmdlet.Fail(failure, outcome.Match.Name);
            else
                cmdlet.WriteObject(outcome.App);
        }
    }

    private static async Task<IReadOnlyList<AppMatch>> SearchAsync(CloudCmdlet cmdlet, IReadOnlyList<DcNode> nodes, bool named, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        if (nodes.Count == 0)
            return [];
        var choice = await new AppCatalog(Session.Current.Docker()).ChooseAsync(nodes, names, cancellationToken);
        foreach (var failure in choice.Failures)
        {
            if (AppCatalog.Matters(failure, names, choice.Matches.Select(match => match.Name), named || nodes.Count < 2))
                cmdlet.Fail(failure, failure.Target);
            else
                cmdlet.WriteVerbose(failure.Message);
        }

        foreach (var problem in choice.Problems)
            cmdlet.Fail(problem, problem.Target);
        return choice.Matches;
    }
}

// Which nodes are searched for apps: those that are named, else every node of the inventory, else this machine.
internal static class AppNodes
{
    public static async Task<IReadOnlyList<DcNode>> ChosenAsync(CloudCmdlet cmdlet, string? cloud, DcNodeReference[] nodes, CancellationToken cancellationToken)
    {
        if (nodes.Length > 0)
            return await cmdlet.ResolveAsync(Named(cloud), nodes, cancellationToken);
        var store = cmdlet.OpenStore(Named(cloud));
        var selection = await cmdlet.SelectAsync(store, new NodeQuery(), cancellationToken);
        return selection is { Nodes.Count: 0, Faults.Count: 0 } ? [DcNode.Local with { Cloud = store.Location }] : selection.Nodes;
    }

    public static async Task<IReadOnlyList<DcNode>> NamedAsync(CloudCmdlet cmdlet, string? cloud, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var wanted = names.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return wanted.Count == 0 ? [] : (await cmdlet.SelectAsync(cmdlet.OpenStore(Named(cloud)), new NodeQuery { Names = wanted }, cancellationToken)).Nodes;
    }

    private static string? Named(string? cloud) => string.IsNullOrEmpty(cloud) ? null : cloud;
}
