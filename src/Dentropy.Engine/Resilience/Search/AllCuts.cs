namespace Dentropy.Engine.Resilience.Search;

/// <summary>Minimal failures of several services, worked out side by side.</summary>
internal static class AllCuts
{
    /// <summary>The minimal failures of each service, in the order of the services.</summary>
    public static List<int[]>[] Find(CloudGraph graph, int[] services, Func<int, bool> mayFail, int most, CancellationToken cancellationToken)
    {
        var found = new List<int[]>[services.Length];
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(
            0,
            services.Length,
            options,
            () => new CutSearch(new CloudState(graph), mayFail, cancellationToken),
            (i, _, search) =>
            {
                found[i] = search.Find(services[i], most);
                return search;
            },
            _ => { });
        return found;
    }
}
