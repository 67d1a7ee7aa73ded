using System.Globalization;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Drill;

/// <summary>Plans drills. It reads the model and the inventory, and asks no node.</summary>
public static class DrillPlanner
{
    private const string EachNode = "{node}";

    /// <summary>Makes the plan for a failure.</summary>
    /// <param name="engine">The engine with the cloud's model.</param>
    /// <param name="nodes">The nodes of the inventory.</param>
    /// <param name="lost">What is to fail.</param>
    /// <param name="checks">Checks of services, by the services' names.</param>
    /// <param name="duration">How long it lasts.</param>
    /// <param name="powerCommand">Command that switches power, see <see cref="DcFailureDrill.PowerCommand"/>; null to cut networks only.</param>
    /// <exception cref="DentropyException"><c>PartNotFound</c>, <c>DrillNothingToCut</c>, <c>DrillLocalNode</c>, <c>InvalidCheck</c>, <c>InvalidDuration</c>, <c>InvalidPowerCommand</c>.</exception>
    public static DcFailureDrill Plan(
        ResilienceEngine engine,
        IReadOnlyList<DcNode> nodes,
        IReadOnlyCollection<DcPart> lost,
        IReadOnlyDictionary<string, IReadOnlyList<string>> checks,
        TimeSpan duration,
        string? powerCommand)
    {
        CheckOptions(duration, powerCommand);
        var scope = DrillScope.Of(engine.Model, lost);
        var known = nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
        var notes = new List<string>();
        DcDrillNode[] hosts =
        [
            .. scope.Dead.Select(node => new DcDrillNode { Node = node, Action = powerCommand is null ? DcDrillAction.CutNetwork : DcDrillAction.CutPower }),
            .. scope.Apart.Select(pair => new DcDrillNode { Node = pair.Key, Action = DcDrillAction.CutNetwork, Reaches = pair.Value }),
        ];
        if (hosts.Length == 0)
            throw DrillErrors.NothingToCut(lost);
        if (hosts.FirstOrDefault(host => known.TryGetValue(host.Node, out var node) && node.IsLocal) is { } local)
            throw DrillErrors.Local(local.Node);
        if (scope.Dead.Count > 0 && powerCommand is null)
            notes.Add($"{NodeSet.Fold(scope.Dead)} would lose power; a cut of the network stands for it. Give -PowerCommand to switch power.");
        foreach (var host in hosts)
        {
            var behind = known.Values.Where(node => (node.ProxyJump ?? "").Split(',', StringSplitOptions.TrimEntries).Contains(host.Node, StringComparer.Ordinal)).Select(node => node.Name).ToList();
            if (behind.Count > 0)
                notes.Add($"{host.Node} is the way to {string.Join(", ", behind)}, which cannot be reached while it is cut off; the timers on the nodes put everything back.");
        }

        var services = engine.Test(lost).Select(result => Service(engine.Model, result, checks)).ToList();
        if (services.Where(service => service.Checks.Count == 0).Select(service => service.Service).ToList() is { Count: > 0 } blind)
            notes.Add($"{string.Join(", ", blind)} {(blind.Count == 1 ? "has" : "have")} no check in cloud.yaml and {(blind.Count == 1 ? "is" : "are")} not watched.");
        return new DcFailureDrill
        {
            Lost = [.. lost.Distinct().Order(PartOrder.Instance)],
            Nodes = [.. hosts.OrderBy(host => host.Node, NodeNameOrder.Instance)],
            Services = services,
            Duration = duration,
            PowerCommand = powerCommand,
            Notes = notes,
            Cloud = engine.Model.Cloud,
        };
    }

    /// <summary>Refuses what no drill can have.</summary>
    internal static void CheckOptions(TimeSpan duration, string? powerCommand)
    {
        if (duration < TimeSpan.FromSeconds(1) || duration > TimeSpan.FromHours(1))
            throw DrillErrors.InvalidDuration(duration);
        if (powerCommand is not null && !(powerCommand.Contains("{node}", StringComparison.Ordinal) && powerCommand.Contains("{state}", StringComparison.Ordinal) && !powerCommand.Contains('\n', StringComparison.Ordinal)))
            throw DrillErrors.InvalidPowerCommand(powerCommand);
    }

    // A check with {node} in it is one for each node of the service, and as many have to be good as the service needs.
    private static DcDrillService Service(CloudModel model, DcFailureResult result, IReadOnlyDictionary<string, IReadOnlyList<string>> checks)
    {
        var (all, need) = (new List<string>(), 0);
        foreach (var check in checks.GetValueOrDefault(result.Service, []))
        {
            var quorum = model.Services.First(service => service.Name == result.Service).Quorums.FirstOrDefault();
            if (!check.Contains(EachNode, StringComparison.Ordinal) || quorum is null)
            {
                all.Add(check);
                need++;
                continue;
            }

            var places = model.Parts.ToDictionary(part => part.Part, part => part.At);
            var nodes = quorum.Of.Select(part => part.Kind == DcPartKind.Node ? part : places.GetValueOrDefault(part)).OfType<DcPart>().Where(part => part.Kind == DcPartKind.Node).Distinct();
            all.AddRange(nodes.Select(node => check.Replace(EachNode, node.Name, StringComparison.Ordinal)));
            need += quorum.Need;
        }

        foreach (var check in all)
            ServiceCheck.Validate(result.Service, check);
        return new DcDrillService { Service = result.Service, Survives = result.Survives, Checks = all, Need = Math.Max(need, 1), Reasons = result.Reasons };
    }
}
