namespace Dentropy.Engine.Resilience;

/// <summary>Finds a way that comes back to where it began. A stack of its own, because a chain may be longer than the thread's.</summary>
internal static class CyclePath
{
    /// <summary>The items of a circle, the first once more at the end; null where there is none.</summary>
    public static IReadOnlyList<T>? Find<T>(IEnumerable<T> items, Func<T, IEnumerable<T>> needs)
        where T : notnull
    {
        var done = new HashSet<T>();
        var path = new List<T>();
        var place = new Dictionary<T, int>();
        var open = new Stack<IEnumerator<T>>();

        void Enter(T item)
        {
            place[item] = path.Count;
            path.Add(item);
            open.Push(needs(item).GetEnumerator());
        }

        foreach (var start in items)
        {
            if (done.Contains(start))
                continue;
            Enter(start);
            while (open.Count > 0)
            {
                if (!open.Peek().MoveNext())
                {
                    open.Pop().Dispose();
                    var left = path[^1];
                    path.RemoveAt(path.Count - 1);
                    place.Remove(left);
                    done.Add(left);
                    continue;
                }

                var next = open.Peek().Current;
                if (place.TryGetValue(next, out var from))
                    return [.. path.Skip(from), next];
                if (!done.Contains(next))
                    Enter(next);
            }
        }

        return null;
    }
}
