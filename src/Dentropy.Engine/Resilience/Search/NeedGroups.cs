namespace Dentropy.Engine.Resilience.Search;

/// <summary>Groups of parts of which an owner needs at least one each, by number.</summary>
internal sealed class NeedGroups
{
    public NeedGroups(int parts, IEnumerable<(int Owner, int[] Members)> groups)
    {
        var all = groups.ToArray();
        Owner = [.. all.Select(group => group.Owner)];
        Members = [.. all.Select(group => group.Members)];
        Of = new int[parts][];
        In = new int[parts][];
        var of = all.Select((group, index) => (group.Owner, index)).ToLookup(pair => pair.Owner, pair => pair.index);
        var within = all.SelectMany((group, index) => group.Members.Select(member => (member, index))).ToLookup(pair => pair.member, pair => pair.index);
        for (var part = 0; part < parts; part++)
        {
            Of[part] = [.. of[part]];
            In[part] = [.. within[part]];
        }
    }

    /// <summary>Who needs each group.</summary>
    public int[] Owner { get; }

    /// <summary>The parts of each group, each once.</summary>
    public int[][] Members { get; }

    /// <summary>The groups that a part needs.</summary>
    public int[][] Of { get; }

    /// <summary>The groups that a part is in.</summary>
    public int[][] In { get; }
}
