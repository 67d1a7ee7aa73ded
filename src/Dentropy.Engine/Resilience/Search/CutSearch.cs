namespace Dentropy.Engine.Resilience.Search;

/// <summary>
/// Every minimal failure of a service up to three parts. Only failures that take a part from each witness so far are looked at: a failure
/// that leaves one whole is survived. How many those are hangs on what the service stands on, not on how large the cloud is.
/// </summary>
internal sealed class CutSearch(CloudState state, Func<int, bool> mayFail, CancellationToken cancellationToken)
{
    private const int Bits = 21;
    private readonly Witness _witness = new(state);
    private readonly HashSet<long> _cuts = [];
    private readonly HashSet<long> _next = [];
    private readonly List<long> _level = [];

    /// <summary>Minimal failures, each sorted; an empty one where the service does not work as it is.</summary>
    public List<int[]> Find(int service, int most)
    {
        var found = new List<int[]>();
        _cuts.Clear();
        _level.Clear();
        _level.Add(0);
        Span<int> lost = stackalloc int[3];
        for (var size = 0; size <= most && _level.Count > 0; size++)
        {
            _next.Clear();
            foreach (var key in _level)
            {
                if ((_next.Count & 63) == 0)
                    cancellationToken.ThrowIfCancellationRequested();
                Unpack(key, size, lost);
                if (HasCut(lost[..size]))
                    continue;
                state.Set(lost[..size]);
                if (!state.Survives(service))
                {
                    found.Add(lost[..size].ToArray());
                    _cuts.Add(key);
                }
                else if (size < most)
                {
                    foreach (var part in _witness.Find(service))
                        if (mayFail(part))
                            _next.Add(With(lost[..size], part));
                }
            }

            _level.Clear();
            _level.AddRange(_next);
            _level.Sort();
        }

        return found;
    }

    // Parts are counted from one, so that none is no part; the first has the highest bits, so that keys sort as failures do.
    private static long With(ReadOnlySpan<int> lost, int part)
    {
        long key = 0;
        var placed = false;
        foreach (var one in lost)
        {
            if (!placed && part < one)
            {
                key = (key << Bits) | (long)(part + 1);
                placed = true;
            }

            key = (key << Bits) | (long)(one + 1);
        }

        return placed ? key : (key << Bits) | (long)(part + 1);
    }

    private static void Unpack(long key, int size, Span<int> lost)
    {
        for (var i = size - 1; i >= 0; i--)
        {
            lost[i] = (int)(key & ((1L << Bits) - 1)) - 1;
            key >>= Bits;
        }
    }

    // Cuts of fewer parts are all known by now.
    private bool HasCut(ReadOnlySpan<int> lost)
    {
        if (_cuts.Count == 0)
            return false;
        for (var subset = 1; subset < (1 << lost.Length) - 1; subset++)
        {
            long key = 0;
            for (var i = 0; i < lost.Length; i++)
                if ((subset & (1 << i)) != 0)
                    key = (key << Bits) | (long)(lost[i] + 1);
            if (_cuts.Contains(key))
                return true;
        }

        return false;
    }
}
