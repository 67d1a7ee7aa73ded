namespace Dentropy.Engine.Resilience.Search;

/// <summary>Sets of services by number, each set once, so that what millions of failures share is there once. Set 0 is empty.</summary>
internal sealed class ServiceSets
{
    private readonly CloudGraph _graph;
    private readonly List<int[]> _members = [[]];
    private readonly List<IReadOnlyList<string>> _names = [[]];
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal) { [""] = 0 };
    private readonly Dictionary<long, int> _unions = [];

    public ServiceSets(CloudGraph graph) => _graph = graph;

    public IReadOnlyList<string> Names(int set) => _names[set];

    public int[] Members(int set) => _members[set];

    public int With(int set, int service) => Union(set, Find([service]));

    public int Union(int one, int other)
    {
        if (one == other || other == 0)
            return one;
        if (one == 0)
            return other;
        var key = one < other ? ((long)one << 32) | (uint)other : ((long)other << 32) | (uint)one;
        if (_unions.TryGetValue(key, out var union))
            return union;
        return _unions[key] = Find([.. _members[one].Union(_members[other]).Order()]);
    }

    private int Find(int[] members)
    {
        var key = string.Join(',', members);
        if (_known.TryGetValue(key, out var set))
            return set;
        _members.Add(members);
        _names.Add(Array.AsReadOnly(members.Select(member => _graph.Services[member].Model.Name).ToArray()));
        return _known[key] = _members.Count - 1;
    }
}
