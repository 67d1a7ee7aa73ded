using Dentropy.Engine.Inventory;
using Dentropy.Engine.Resilience.Search;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Drill;

/// <summary>Which nodes a failure takes out of the cloud, so that the same can be done to them.</summary>
/// <param name="Dead">Nodes that do not run any more.</param>
/// <param name="Apart">Nodes that run and reach only each other, with what each of them still reaches.</param>
internal sealed record DrillScope(IReadOnlyList<string> Dead, IReadOnlyDictionary<string, IReadOnlyList<string>> Apart)
{
    /// <summary>Works it out from the model, as the prediction is.</summary>
    /// <param name="model">The model, which holds together.</param>
    /// <param name="lost">What fails.</param>
    /// <exception cref="DentropyException"><c>PartNotFound</c>.</exception>
    public static DrillScope Of(CloudModel model, IReadOnlyCollection<DcPart> lost)
    {
        var graph = new CloudGraph(model);
        var state = new CloudState(graph);
        var nodes = Enumerable.Range(0, graph.Parts.Length).Where(part => graph.Parts[part].Kind == DcPartKind.Node && !graph.Down.Contains(part)).ToList();
        state.Set([]);
        var already = nodes.Where(node => state.Failed[node]).ToHashSet();
        var before = Main(graph, state, nodes);
        state.Set([.. lost.Select(part => graph.TryFind(part, out var number) ? number : throw ResilienceErrors.PartNotFound(part, graph.Parts))]);
        var main = Main(graph, state, nodes);
        var dead = nodes.Where(node => state.Failed[node] && !already.Contains(node)).ToList();
        var apart = nodes.Where(node => !state.Failed[node] && before.Nodes.Contains(node) && !main.Nodes.Contains(node)).ToList();
        return new DrillScope(
            Names(graph, dead),
            apart.ToDictionary(node => graph.Parts[node].Name, node => Names(graph, apart.Where(other => other != node && main.Areas[other].Intersect(main.Areas[node]).Any())), StringComparer.Ordinal));
    }

    // The part of the network that the others are cut off from: where most nodes are; where that does not decide, where the internet is.
    private static (HashSet<int> Nodes, Dictionary<int, List<int>> Areas) Main(CloudGraph graph, CloudState state, List<int> nodes)
    {
        var areas = new Dictionary<int, List<int>>();
        foreach (var node in nodes.Where(node => !state.Failed[node]))
            state.AddAreas(node, areas[node] = []);
        var largest = areas.SelectMany(pair => pair.Value).CountBy(area => area).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key != state.InternetArea).ThenBy(pair => pair.Key).FirstOrDefault();
        return ([.. areas.Where(pair => pair.Value.Contains(largest.Key)).Select(pair => pair.Key)], areas);
    }

    private static IReadOnlyList<string> Names(CloudGraph graph, IEnumerable<int> nodes) => [.. nodes.Select(node => graph.Parts[node].Name).Order(NodeNameOrder.Instance)];
}
