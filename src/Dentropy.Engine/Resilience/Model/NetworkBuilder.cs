using Dentropy.Engine.Inventory;
using Dentropy.Nodes;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Model;

/// <summary>Makes parts and edges from the inventory's fields and <c>topology:</c>.</summary>
internal sealed class NetworkBuilder
{
    /// <summary>What stands for the network where no switches are described.</summary>
    public const string UnnamedName = "(network)";

    private const string SwitchWord = "switch:";

    private readonly TopologySection _topology;
    private readonly NodeTable _nodes;
    private readonly PartTable _switches;
    private readonly PartTable _feeds;
    private readonly Dictionary<string, DcPart> _sites = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<DcPart> _cables = [];
    private readonly Network _network = new();

    private NetworkBuilder(TopologySection topology, NodeTable nodes)
    {
        (_topology, _nodes) = (topology, nodes);
        _switches = new PartTable(DcPartKind.Switch, topology.Switches?.Select(one => one.Name));
        _feeds = new PartTable(DcPartKind.Power, topology.Feeds?.Select(one => one.Name));
    }

    /// <exception cref="DentropyException"><c>PartNotFound</c>, <c>NodeNotFound</c>, <c>NoNodeMatches</c>, <c>ResilienceCycle</c>, <c>CloudFileInvalid</c>: each with file and line.</exception>
    public static Network Build(TopologySection topology, NodeTable nodes)
    {
        var builder = new NetworkBuilder(topology, nodes);
        if (topology.Switches is null)
            builder._network.Unnamed = new DcPart(DcPartKind.Switch, UnnamedName);
        builder.AddFeeds();
        builder.AddSwitches();
        builder.AddNodes();
        builder.AddUplinks();
        if (topology.Nodes.Any(entry => entry.Internet) && !builder._network.ReachesInternet())
            builder._network.Warn("Nodes stand on the internet and no uplink leads there, so nothing reaches them: describe the ways to the internet below topology: uplinks: in cloud.yaml.");
        builder._network.Users = builder._switches.Get(builder.Cloud, topology.Users);
        builder.AddNamed();
        if (builder._network.Users.Count == 0)
            builder._network.Users = [.. builder._network.Parts.Select(part => part.Part).Where(part => part.Kind == DcPartKind.Switch)];
        return builder._network;
    }

    private string Cloud => _nodes.Cloud;

    private void AddFeeds()
    {
        foreach (var feed in _topology.Feeds ?? [])
            _network.Parts.Add(new ModelPart(new DcPart(DcPartKind.Power, feed.Name)) { Needs = Needs(Powers(feed.From), feed.Site) });
    }

    private void AddSwitches()
    {
        var lines = new Dictionary<DcPart, int>();
        var joined = new HashSet<(DcPart, DcPart)>();
        foreach (var one in _topology.Switches ?? [])
        {
            var part = new DcPart(DcPartKind.Switch, one.Name);
            lines.Add(part, one.Line);
            _network.Parts.Add(new ModelPart(part) { Needs = Needs(Powers(one.Power), one.Site) });
            var here = new HashSet<DcPart>();
            foreach (var link in one.Links)
            {
                var other = _switches.Get(link.Text!, () => ModelPlace.Of(Cloud, link.Line));
                if (other == part)
                    throw CloudFile.InvalidIn(Cloud, link.Line, $"switch {one.Name} has a link to itself");
                if (!here.Add(other))
                    throw CloudFile.InvalidIn(Cloud, link.Line, $"switch {one.Name} has two links to {other.Name}; several cables side by side count as one, so write it once");

                // Both ends may name the cable.
                var (from, to) = NodeNameOrder.Instance.Compare(part.Name, other.Name) < 0 ? (part, other) : (other, part);
                if (joined.Add((from, to)))
                    Join(from, to);
            }
        }

        var needs = _network.Parts.ToDictionary(part => part.Part, part => part.Needs.SelectMany(group => group));
        if (CyclePath.Find(needs.Keys, part => needs.GetValueOrDefault(part) ?? []) is not { } circle)
            return;
        var line = circle[0].Kind == DcPartKind.Switch ? lines[circle[0]] : _topology.Feeds!.First(feed => feed.Name == circle[0].Name).Line;
        throw ModelErrors.Cycle(ModelPlace.Of(Cloud, line), [.. circle.Select(part => part.ToString())]);
    }

    private void AddNodes()
    {
        var special = Special();
        var (unpowered, apart) = (new List<string>(), new List<string>());
        foreach (var node in _nodes.All)
        {
            var part = NodeTable.Part(node);
            var said = special.GetValueOrDefault(node.Name);
            var power = said is { Power.Count: > 0 } ? Powers(said.Power) : node.Power is { } feed ? [Power(feed, () => ModelPlace.OfNode(Cloud, node.Name, NodeField.Power))] : [];
            if (power.Count == 0 && _feeds.IsDescribed && said is not { Internet: true })
                unpowered.Add(node.Name);
            _network.Parts.Add(new ModelPart(part) { Needs = Needs(power, node.Site) });
            if (said is { Internet: true })
                _network.Edges.Add(new ModelEdge(part, To: null));
            else if (!Attach(node, part, said))
                apart.Add(node.Name);
        }

        if (unpowered.Count > 0)
            _network.Warn($"Nothing is said of the power of {NodeSet.Fold(unpowered)}: {(unpowered.Count == 1 ? "it is" : "they are")} taken to have it always.");
        if (apart.Count > 0)
            _network.Warn($"{NodeSet.Fold(apart)} {(apart.Count == 1 ? "hangs" : "hang")} on no switch, so nothing reaches {(apart.Count == 1 ? "it" : "them")}: give nodes their switch, or write internet: true below topology: nodes:.");
    }

    // Whether the node is in the network.
    private bool Attach(DcNode node, DcPart part, TopologyNodes? said)
    {
        if (said is { Switches.Count: > 0 })
        {
            var switches = _switches.Get(Cloud, said.Switches);
            if (node.Switch is { } other && !switches.Any(one => string.Equals(one.Name, other, StringComparison.OrdinalIgnoreCase)))
                throw CloudFile.InvalidIn(Cloud, said.Switches[0].Line, $"node {node.Name} hangs on {string.Join(", ", switches.Select(one => one.Name))} here, and on {Shown.Text(other)} in its own file");
            foreach (var one in switches)
                Join(part, one, hasCable: switches.Count > 1);
            return true;
        }

        if (node.Switch is { } name)
            Join(part, _switches.Get(name, () => ModelPlace.OfNode(Cloud, node.Name, NodeField.Switch)), hasCable: false);
        else if (_network.Unnamed is { } unnamed)
            Join(part, unnamed, hasCable: false);
        else
            return false;
        return true;
    }

    private void AddUplinks()
    {
        foreach (var one in _topology.Uplinks)
        {
            var part = new DcPart(DcPartKind.Uplink, one.Name);
            _network.Parts.Add(new ModelPart(part) { Needs = Needs(Powers(one.Power), site: null) });
            _network.Edges.Add(new ModelEdge(part, To: null));
            var ends = _switches.Get(Cloud, one.Switches).Concat(one.Nodes.Count > 0 ? _nodes.Select(one.Nodes).Select(NodeTable.Part) : []).ToList();
            if (ends.Count == 0 && _network.Unnamed is null)
                throw CloudFile.InvalidIn(Cloud, one.Line, $"uplink {one.Name} leads nowhere; add switch: or node:");
            foreach (var end in ends.Count > 0 ? ends : [_network.Unnamed!])
                _network.Edges.Add(new ModelEdge(part, end));
            _network.HasUplink = true;
        }
    }

    // What was only named, or only stands for what is not described.
    private void AddNamed()
    {
        _network.Parts.AddRange(_feeds.Named.Concat(_switches.Named).Concat(_sites.Values).Select(part => new ModelPart(part)));
        if (_network.Unnamed is not { } unnamed)
            return;
        _network.Parts.Add(new ModelPart(unnamed) { NeverFails = true });
        _network.Edges.AddRange(_switches.Named.Select(one => new ModelEdge(one, unnamed)));
        _network.Warn(_switches.Named.Count == 0
            ? "No switches are described: all nodes are taken to hang on one network that cannot fail. Give nodes their switch, and describe the switches below topology: switches: in cloud.yaml."
            : "The links between switches are not described: the switches are taken to be joined by a network that cannot fail. Describe them below topology: switches: in cloud.yaml.");
    }

    private Dictionary<string, TopologyNodes> Special()
    {
        var special = new Dictionary<string, TopologyNodes>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in _topology.Nodes)
        {
            foreach (var node in _nodes.Select([entry.Set]))
            {
                if (!special.TryAdd(node.Name, entry))
                    throw CloudFile.InvalidIn(Cloud, entry.Set.Line, $"node {node.Name} is in two sets of topology: nodes:, {special[node.Name].Set.Text} and {entry.Set.Text}; say everything of it in one");
            }
        }

        return special;
    }

    private void Join(DcPart from, DcPart to, bool hasCable = true)
    {
        var cable = hasCable ? new DcPart(DcPartKind.Link, $"{from.Name}-{to.Name}") : null;
        if (cable is not null && !_cables.Add(cable))
            throw CloudFile.InvalidIn(Cloud, 1, $"two cables would be called {cable}; give switches and nodes other names");
        if (cable is not null)
            _network.Parts.Add(new ModelPart(cable));
        _network.Edges.Add(new ModelEdge(from, to, cable));
    }

    private IReadOnlyList<DcPart> Powers(IReadOnlyList<YamlText> names) => [.. names.Select(name => Power(name.Text!, () => ModelPlace.Of(Cloud, name.Line))).Distinct()];

    // A node that is powered over its network cable has a switch as its feed.
    private DcPart Power(string name, Func<ModelPlace> place) =>
        name.StartsWith(SwitchWord, StringComparison.Ordinal) ? _switches.Get(name[SwitchWord.Length..], place) : _feeds.Get(name, place);

    private List<IReadOnlyList<DcPart>> Needs(IReadOnlyList<DcPart> power, string? site)
    {
        var needs = new List<IReadOnlyList<DcPart>>();
        if (power.Count > 0)
            needs.Add(power);
        if (site is null)
            return needs;
        if (!_sites.TryGetValue(site, out var part))
            _sites.Add(site, part = new DcPart(DcPartKind.Site, site));
        needs.Add([part]);
        return needs;
    }
}
