namespace Dentropy.Engine.Cluster.Serf.Install;

/// <summary>Who sees whom, from what several agents say.</summary>
internal static class SerfSight
{
    /// <summary>
    /// The largest set of nodes that are connected by pairs who see each other alive. What is outside is cut off; among sets of one size the one with the first node
    /// of the list counts.
    /// </summary>
    /// <param name="nodes">The nodes in order.</param>
    /// <param name="views">What each sees; none where it did not say.</param>
    public static IReadOnlySet<string> Largest(IReadOnlyList<string> nodes, IReadOnlyDictionary<string, IReadOnlyList<SerfSeen>> views)
    {
        var best = new HashSet<string>(StringComparer.Ordinal);
        var left = nodes.Where(views.ContainsKey).ToList();
        while (left.Count > best.Count)
        {
            var group = new HashSet<string>(StringComparer.Ordinal) { left[0] };
            var next = new Queue<string>(group);
            while (next.TryDequeue(out var one))
            {
                foreach (var other in left.Where(other => !group.Contains(other) && Sees(views, one, other) && Sees(views, other, one)).ToList())
                {
                    group.Add(other);
                    next.Enqueue(other);
                }
            }

            left.RemoveAll(group.Contains);
            if (group.Count > best.Count)
                best = group;
        }

        return best;
    }

    /// <summary>Whether one sees the other alive.</summary>
    public static bool Sees(IReadOnlyDictionary<string, IReadOnlyList<SerfSeen>> views, string one, string other) =>
        views.TryGetValue(one, out var seen) && seen.Any(member => member.Name == other && member.Status == "alive");

    /// <summary>Whether all of a group see each other, each with the tags that it should have.</summary>
    public static bool IsSettled(IReadOnlySet<string> group, IReadOnlyDictionary<string, IReadOnlyList<SerfSeen>> views, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> tags) =>
        group.All(one => group.All(other => views[one].Any(member => member.Name == other && member.Status == "alive" && (!tags.TryGetValue(other, out var wanted) || Same(member.Tags, wanted)))));

    private static bool Same(Dictionary<string, string>? seen, IReadOnlyDictionary<string, string> wanted) =>
        (seen?.Count ?? 0) == wanted.Count && wanted.All(tag => seen!.TryGetValue(tag.Key, out var value) && value == tag.Value);
}
