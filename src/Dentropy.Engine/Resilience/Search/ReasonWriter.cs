namespace Dentropy.Engine.Resilience.Search;

/// <summary>Why services do not work, in words.</summary>
internal sealed class ReasonWriter(CloudGraph graph)
{
    public IReadOnlyList<string> Write(int[] lost, int[] services)
    {
        if (lost.Length == 0 && graph.Down.Length == 0)
            return [];
        var state = new CloudState(graph);
        state.Set(lost);
        return [.. services.Where(service => !state.Survives(service)).Select(service => $"{string.Join(" and ", lost.Select(part => graph.Parts[part].ToString()))} fails, so {graph.Services[service].Model.Name} does not work")];
    }
}
