namespace Dentropy.Engine.Storage.Ceph.Margins;

/// <summary>A placement group, as far as its copies count.</summary>
/// <param name="Id">Its name, e.g. <c>2.1f</c>.</param>
/// <param name="Pool">Its pool.</param>
/// <param name="State">Its state as Ceph says it.</param>
/// <param name="Copies">OSDs that run and have a copy; where it is not known which copies are whole, all that have one.</param>
/// <param name="Whole">How many of the copies are whole at least. It is less than there are where it is not known which of them are.</param>
/// <param name="Serving">How many OSDs serve it, also those whose copy is not whole yet.</param>
internal sealed record MapGroup(string Id, MapPool Pool, string State, IReadOnlyList<int> Copies, int Whole, int Serving)
{
    /// <summary>Whether requests are served now. An OSD that is down by now may still be counted in the state.</summary>
    public bool IsActive { get; } = HasState(State, "active") && Serving >= Pool.MinSize;

    /// <summary>Whether some objects of it are nowhere that runs, or it cannot be told.</summary>
    public bool IsUnfound { get; } = HasState(State, "incomplete") || HasState(State, "down") || HasState(State, "recovery_unfound") || HasState(State, "backfill_unfound");

    /// <summary>Whether it is known which copies are whole.</summary>
    public bool IsCertain => Whole == Copies.Count;

    /// <summary>How many whole copies have to go, at least, before no request is served; 0 where none is served now.</summary>
    public int UntilUnavailable => !IsActive || IsUnfound ? 0 : Math.Max(1, Whole - Pool.MinSize + 1);

    /// <summary>How many whole copies have to go, at least, before data is gone; 0 where what runs is not enough now.</summary>
    public int UntilLost => IsUnfound ? 0 : Math.Max(0, Whole - Pool.Needed + 1);

    /// <summary>Whether a state such as <c>active+clean</c> has a part.</summary>
    public static bool HasState(string state, string part)
    {
        foreach (var range in state.AsSpan().Split('+'))
        {
            if (state.AsSpan()[range].SequenceEqual(part))
                return true;
        }

        return false;
    }
}
