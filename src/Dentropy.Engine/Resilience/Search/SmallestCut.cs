namespace Dentropy.Engine.Resilience.Search;

/// <summary>The fewest parts of some kinds whose loss takes a service down, by branch and bound.</summary>
internal sealed class SmallestCut(CloudState state, Func<int, bool> mayFail, CancellationToken cancellationToken)
{
    private readonly Witness _witness = new(state);
    private readonly List<int> _lost = [];
    private readonly HashSet<int> _kept = [];
    private readonly CountedLoss _counted = new(state, mayFail);

    /// <summary>The parts, sorted; null where no so many parts take the service down.</summary>
    public int[]? Find(int service, int most)
    {
        var counted = _counted.Find(service);
        if (counted is { Length: 0 } || counted?.Length > most)
            return null;
        if (counted is not null)
        {
            state.Set(counted);
            if (!state.Survives(service))
                return [.. counted.Order()];
        }

        for (var size = counted?.Length ?? 0; size <= most; size++)
        {
            _lost.Clear();
            _kept.Clear();
            if (Search(service, size))
                return [.. _lost.Order()];
        }

        return null;
    }

    private bool Search(int service, int left)
    {
        cancellationToken.ThrowIfCancellationRequested();
        state.Set([.. _lost]);
        if (!state.Survives(service))
            return true;
        if (left == 0 || !MayReach(service, left, out var first))
            return false;
        var kept = new List<int>();
        foreach (var part in first)
        {
            _lost.Add(part);
            if (Search(service, left - 1))
                return true;
            _lost.RemoveAt(_lost.Count - 1);
            _kept.Add(part);
            kept.Add(part);
        }

        _kept.ExceptWith(kept);
        return false;
    }

    // As many witnesses as have no part in common, so many parts have to be lost at the least.
    private bool MayReach(int service, int left, out List<int> first)
    {
        first = [];
        var lost = new List<int>(_lost);
        for (var witnesses = 0; ; witnesses++)
        {
            state.Set([.. lost]);
            if (!state.Survives(service))
                return true;
            if (witnesses == left)
                return false;
            var parts = _witness.Find(service).Where(part => mayFail(part) && !_kept.Contains(part)).ToList();
            if (parts.Count == 0)
                return false;
            if (witnesses == 0)
                first = parts;
            lost.AddRange(parts);
        }
    }
}
