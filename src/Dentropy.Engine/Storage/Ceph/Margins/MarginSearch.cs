namespace Dentropy.Engine.Storage.Ceph.Margins;

/// <summary>
/// The smallest set whose failure takes a placement group under a limit. A group is down as soon as enough of its own copies are, whatever else runs, so the
/// smallest set for a pool or a cluster is the smallest over its groups; and for one group the parts with the most copies of it are taken first. Both are exact.
/// </summary>
internal static class MarginSearch
{
    /// <summary>The smallest set for one group.</summary>
    /// <param name="Group">The group.</param>
    /// <param name="Parts">OSDs or hosts; none where the group is under the limit now.</param>
    /// <param name="Copies">How many of its copies they have.</param>
    internal sealed record Found(MapGroup Group, IReadOnlyList<string> Parts, int Copies);

    /// <summary>Looks through groups.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="limit">How many whole copies of a group have to go.</param>
    /// <param name="part">What an OSD fails with: itself, or its host.</param>
    /// <returns>The smallest set, and the first group that has one; null where there are no groups.</returns>
    public static Found? Smallest(IEnumerable<MapGroup> groups, Func<MapGroup, int> limit, Func<int, string> part)
    {
        Found? best = null;
        foreach (var group in groups)
        {
            var parts = Take(group, limit(group), part, best?.Parts.Count ?? int.MaxValue);
            if (parts is not null)
                best = parts;
            if (best is { Parts.Count: 0 })
                break;
        }

        return best;
    }

    // Null where it takes as many as were found before.
    private static Found? Take(MapGroup group, int copies, Func<int, string> part, int fewer)
    {
        var (taken, left) = (new List<string>(), copies);
        foreach (var (name, count) in group.Copies.CountBy(part).OrderByDescending(entry => entry.Value))
        {
            if (left <= 0 || taken.Count + 1 >= fewer)
                break;
            taken.Add(name);
            left -= count;
        }

        return left <= 0 && taken.Count < fewer ? new Found(group, taken, copies - left) : null;
    }
}
