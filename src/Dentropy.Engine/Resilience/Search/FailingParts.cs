using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Search;

/// <summary>Which parts may fail: what is down already does not fail again.</summary>
internal static class FailingParts
{
    public static Func<int, bool> Of(CloudGraph graph, IReadOnlyCollection<DcPartKind> kinds)
    {
        var may = new bool[graph.Parts.Length];
        for (var part = 0; part < may.Length; part++)
            may[part] = !graph.NeverFails[part] && (kinds.Count == 0 || kinds.Contains(graph.Parts[part].Kind));
        foreach (var part in graph.Down)
            may[part] = false;
        return part => may[part];
    }

    public static int Count(CloudGraph graph, IReadOnlyCollection<DcPartKind> kinds) => Enumerable.Range(0, graph.Parts.Length).Count(Of(graph, kinds));
}
