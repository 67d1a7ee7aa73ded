using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Search;

/// <summary>A connection between two places by number, and the parts that have to work for it.</summary>
internal sealed record GraphEdge(int From, int To, int[] Needs);

/// <summary>What is asked of the parts of a service, by number.</summary>
internal sealed record GraphQuorum(int Need, int[] Of, ModelQuorum Model);

/// <summary>A service by number, and how many services come before it where each comes after what it needs.</summary>
internal sealed record GraphService(ModelService Model, GraphQuorum[] Quorums, int[] Needs)
{
    public int Rank { get; set; }
}

/// <summary>
/// A model of the cloud in numbers. Parts are numbered in their order; places of the network have the number of their part, then comes the
/// internet, then a place for each cable between two parts that forward nothing. An area is a part of the network whose members reach
/// each other: places that forward and are joined, and all that hangs on them.
/// </summary>
internal sealed class CloudGraph
{
    private readonly Dictionary<DcPart, int> _numbers = [];

    public CloudGraph(CloudModel model)
    {
        Model = model;
        var parts = model.Parts.OrderBy(part => part.Part, PartOrder.Instance).ToArray();
        Parts = [.. parts.Select(part => part.Part)];
        for (var i = 0; i < Parts.Length; i++)
            _numbers[Parts[i]] = i;

        Internet = Parts.Length;
        At = [.. parts.Select(part => part.At is { } at ? _numbers[at] : -1)];
        Place = PlacesOf(At);
        Working = new NeedGroups(Parts.Length, parts.SelectMany((part, i) => Groups(part, i, _ => true)));
        Resting = new NeedGroups(Parts.Length, parts.SelectMany((part, i) => Groups(part, i, group => group.Count > 0 && group.All(IsMatter))));
        NeverFails = [.. parts.Select(part => part.NeverFails)];
        Down = [.. model.Down.Select(part => _numbers[part]).Distinct().Order()];

        (Places, Forwards, Joins, Hangs) = Network(parts, model.Edges);
        var isJoined = Joins.Select(edges => edges.Length > 0).ToArray();
        isJoined[Internet] = true;
        foreach (var edge in Hangs.SelectMany(edges => edges))
            isJoined[edge.To] = true;
        Forwarding = [.. Enumerable.Range(0, Places).Where(place => Forwards[place] && isJoined[place])];
        Shapes = new bool[Parts.Length];
        foreach (var place in Forwarding)
        {
            if (place < Parts.Length)
                Shapes[place] = true;
            foreach (var edge in Joins[place])
                foreach (var needed in edge.Needs)
                    Shapes[needed] = true;
        }

        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        var services = model.Services.OrderBy(service => service.Name, ServiceOrder).ToArray();
        for (var i = 0; i < services.Length; i++)
            names[services[i].Name] = i;
        Services = [.. services.Select(service => new GraphService(
            service,
            Quorums(service),
            [.. service.Needs.Distinct(StringComparer.Ordinal).Select(name => names[name])]))];
        ServiceNumbers = names;
        ServicesByRank = [.. Order(Services)];
        for (var rank = 0; rank < ServicesByRank.Length; rank++)
            Services[ServicesByRank[rank]].Rank = rank;
        AnyAtRest = services.Any(service => service.IsAtRest);
    }

    public static IComparer<string> ServiceOrder { get; } = Inventory.NodeNameOrder.Instance;

    public CloudModel Model { get; }

    public DcPart[] Parts { get; }

    public int[] At { get; }

    /// <summary>Where each part is in the network.</summary>
    public int[] Place { get; }

    /// <summary>Needs of parts to work; what a part is at is one of them.</summary>
    public NeedGroups Working { get; }

    /// <summary>What destroys a part with it: what it is at, its sites, and disks or nodes that it is made of.</summary>
    public NeedGroups Resting { get; }

    public int[] Down { get; }

    public bool[] NeverFails { get; }

    public int Internet { get; }

    /// <summary>How many places there are.</summary>
    public int Places { get; }

    public bool[] Forwards { get; }

    /// <summary>The places that forward and are joined to anything; every other one that forwards is an area by itself.</summary>
    public int[] Forwarding { get; }

    /// <summary>Connections of each forwarding place with others; <see cref="GraphEdge.From"/> is the place itself.</summary>
    public GraphEdge[][] Joins { get; }

    /// <summary>Connections of each place that does not forward with places that do.</summary>
    public GraphEdge[][] Hangs { get; }

    /// <summary>Whether the areas are others when a part fails.</summary>
    public bool[] Shapes { get; }

    public GraphService[] Services { get; }

    /// <summary>The services, each after what it needs.</summary>
    public int[] ServicesByRank { get; }

    public Dictionary<string, int> ServiceNumbers { get; }

    public bool AnyAtRest { get; }

    public bool TryFind(DcPart part, out int number) => _numbers.TryGetValue(part, out number);

    /// <summary>All that a service needs, and itself at the end; each after what it needs.</summary>
    public int[] NeedsOf(int service)
    {
        var found = new HashSet<int> { service };
        var open = new Stack<int>([service]);
        while (open.TryPop(out var next))
            foreach (var needed in Services[next].Needs)
                if (found.Add(needed))
                    open.Push(needed);
        return [.. found.OrderBy(number => Services[number].Rank)];
    }

    // Power and network come back, and what was without them is still there.
    private static bool IsMatter(DcPart part) => part.Kind is DcPartKind.Site or DcPartKind.Node or DcPartKind.Osd;

    // Many groups of a pool have their copies on the same disks; one of them stands for all.
    private GraphQuorum[] Quorums(ModelService service) => [.. service.Quorums
        .Where(quorum => quorum.Need > 0)
        .Select(quorum => new GraphQuorum(quorum.Need, [.. quorum.Of.Select(part => _numbers[part]).Order()], quorum))
        .DistinctBy(quorum => string.Join(',', quorum.Of.Prepend(quorum.Need)), StringComparer.Ordinal)];

    private static int[] PlacesOf(int[] at)
    {
        var place = new int[at.Length];
        for (var part = 0; part < at.Length; part++)
        {
            var end = part;
            while (at[end] >= 0)
                end = at[end];
            place[part] = end;
        }

        return place;
    }

    private static List<int> Order(GraphService[] services)
    {
        var left = services.Select(service => service.Needs.Length).ToArray();
        var users = services.SelectMany((service, i) => service.Needs.Select(needed => (needed, i))).ToLookup(pair => pair.needed, pair => pair.i);
        var order = new List<int>(Enumerable.Range(0, services.Length).Where(i => left[i] == 0));
        for (var next = 0; next < order.Count; next++)
            foreach (var user in users[order[next]])
                if (--left[user] == 0)
                    order.Add(user);
        return order;
    }

    private IEnumerable<(int Owner, int[] Members)> Groups(ModelPart part, int number, Func<IReadOnlyList<DcPart>, bool> counts)
    {
        if (At[number] >= 0)
            yield return (number, [At[number]]);
        foreach (var group in part.Needs.Where(counts))
            yield return (number, [.. group.Select(needed => _numbers[needed]).Distinct()]);
    }

    private (int Places, bool[] Forwards, GraphEdge[][] Joins, GraphEdge[][] Hangs) Network(ModelPart[] parts, IReadOnlyList<ModelEdge> edges)
    {
        var ends = edges.Select(edge => (
            From: Place[_numbers[edge.From]],
            To: edge.To is { } to ? Place[_numbers[to]] : Internet,
            Needs: (int[])[.. new[] { edge.From, edge.To, edge.Cable }.OfType<DcPart>().Select(part => _numbers[part]).Distinct()])).Where(edge => edge.From != edge.To).ToList();

        bool IsNode(int place) => place < Parts.Length && Parts[place].Kind == DcPartKind.Node;
        var gateways = new HashSet<int>();
        foreach (var (from, to, _) in ends)
        {
            foreach (var (one, other) in new[] { (from, to), (to, from) })
                if (IsNode(one) && (other == Internet || IsNode(other) || Parts[other].Kind == DcPartKind.Uplink))
                    gateways.Add(one);
        }

        bool Forward(int place) => place >= Parts.Length || (parts[place].Forwards ?? (!IsNode(place) || gateways.Contains(place)));
        var lone = ends.Where(edge => !Forward(edge.From) && !Forward(edge.To)).ToList();
        var places = Parts.Length + 1 + lone.Count;
        var joins = new List<GraphEdge>[places];
        var hangs = new List<GraphEdge>[places];
        for (var place = 0; place < places; place++)
            (joins[place], hangs[place]) = ([], []);

        void Connect(int one, int other, int[] needs)
        {
            if (Forward(one) && Forward(other))
            {
                joins[one].Add(new GraphEdge(one, other, needs));
                joins[other].Add(new GraphEdge(other, one, needs));
            }
            else if (Forward(other))
            {
                hangs[one].Add(new GraphEdge(one, other, needs));
            }
            else
            {
                hangs[other].Add(new GraphEdge(other, one, needs));
            }
        }

        var between = Parts.Length + 1;
        foreach (var (from, to, needs) in ends)
        {
            if (!Forward(from) && !Forward(to))
            {
                Connect(from, between, needs);
                Connect(to, between++, needs);
            }
            else
            {
                Connect(from, to, needs);
            }
        }

        return (places, [.. Enumerable.Range(0, places).Select(Forward)], [.. joins.Select(list => list.ToArray())], [.. hangs.Select(list => list.ToArray())]);
    }
}
