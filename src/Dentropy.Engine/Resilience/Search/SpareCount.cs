namespace Dentropy.Engine.Resilience.Search;

/// <summary>How many more of its own parts a service may lose.</summary>
internal static class SpareCount
{
    /// <summary>
    /// Each area in which the service works has to be taken from it. Where a part is in several, the number for the best of them is taken, which may
    /// be less than the truth and is never more. Null where the service does not work, or has no parts of its own.
    /// </summary>
    public static int? Of(CloudState state, int number)
    {
        var service = state.Graph.Services[number];
        if (!state.Survives(number) || service.Quorums.Length == 0)
            return null;
        if (service.Model.IsAtRest)
            return service.Quorums.Min(quorum => quorum.Of.Count(part => !state.Destroyed[part]) - quorum.Need);
        var areas = service.Model.IsPublic ? [state.InternetArea] : state.Areas(number).ToArray();
        var parts = areas.Select(area => service.Quorums.Select(quorum => quorum.Of.Where(part => state.IsIn(part, area)).ToList()).ToList()).ToList();
        var losses = parts.Select(quorums => quorums.Zip(service.Quorums, (left, quorum) => left.Count - quorum.Need + 1).Min());
        var each = parts.Select(quorums => quorums.SelectMany(left => left).Distinct().ToList()).ToList();
        return (each.Sum(left => left.Count) == each.SelectMany(left => left).Distinct().Count() ? losses.Sum() : losses.Max()) - 1;
    }
}
