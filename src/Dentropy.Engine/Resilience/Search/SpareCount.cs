namespace Dentropy.Engine.Resilience.Search;

/// <summary>How many more of its own parts a service may lose.</summary>
internal static class SpareCount
{
    /// <summary>
    /// Each area in which the service works has to be taken from it; no part counts in two, but those with cables to both, of which the
    /// smaller number of losses is taken. Null where the service does not work, or has no parts of its own.
    /// </summary>
    public static int? Of(CloudState state, int number)
    {
        var service = state.Graph.Services[number];
        if (!state.Survives(number) || service.Quorums.Length == 0)
            return null;
        if (service.Model.IsAtRest)
            return service.Quorums.Min(quorum => quorum.Of.Count(part => !state.Destroyed[part]) - quorum.Need);
        var areas = service.Model.IsPublic ? [state.InternetArea] : state.Areas(number).ToArray();
        return areas.Sum(area => Least(state, service, area) + 1) - 1;
    }

    private static int Least(CloudState state, GraphService service, int area)
    {
        var areas = new List<int>();
        return service.Quorums.Min(quorum => quorum.Of.Count(part =>
        {
            areas.Clear();
            if (!state.Failed[part])
                state.AddAreas(part, areas);
            return areas.Contains(area);
        }) - quorum.Need);
    }
}
