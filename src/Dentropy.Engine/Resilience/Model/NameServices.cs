using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Inventory;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Model;

/// <summary>Services that stand for a name being answered: by nodes of the cloud, or by somebody else's service on the internet.</summary>
internal sealed class NameServices(NodeTable nodes, Network network, IReadOnlyList<DnsPlaceInfo> places)
{
    private readonly Dictionary<(string Name, DcDnsView View), ModelService> _made = [];
    private readonly HashSet<DcPart> _providers = [];

    /// <summary>The service of a name.</summary>
    /// <param name="name">The whole name.</param>
    /// <param name="view">From where it is asked for. Where no place is seen from there, any will do.</param>
    /// <param name="place">Where it is needed.</param>
    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>: nothing is known of what answers.</exception>
    public ModelService Get(string name, DcDnsView view, ModelPlace place)
    {
        IReadOnlyList<DnsPlaceInfo> keep;
        try
        {
            keep = DnsPlaceInfo.For(places, name);
        }
        catch (DentropyException e)
        {
            throw Invalid(place, $"'{Shown.Text(name)}' is no name ({e.ErrorId})");
        }

        // Whoever is outside asks the world's servers; whoever is at home asks those at home, if there are any.
        var ofView = DnsPlaceInfo.For([.. places.Where(one => one.View == view)], name);
        if (ofView.Count > 0)
            keep = ofView;
        if (keep.Count == 0)
            throw Invalid(place, $"nothing is known of what answers for {name}: no place below dns: has its zone. Add one, or describe what answers below services:, e.g. 'name:{name}: {{ nodes: [pi1] }}'");
        var isMixed = places.Select(one => one.View).Distinct().Count() > 1;
        var label = ServiceReader.Answer + name + (isMixed && view == DcDnsView.Inside && ofView.Count > 0 ? "/inside" : "");
        if (_made.TryGetValue((label, view), out var service))
            return service;
        var parts = keep.SelectMany(one => Parts(one, place)).Distinct().ToList();
        if (parts.Count == 0)
            throw Invalid(place, $"nothing is known of what answers for {name}: of {string.Join(" and ", keep.Select(one => one.Name))} no node is the server. Describe what answers below services:, e.g. 'name:{name}: {{ nodes: [pi1] }}'");
        if (keep.Any(one => one.Zones.Count == 0))
            network.Notes.Add($"{name} is taken to be answered by {string.Join(" and ", keep.Select(one => one.Name))}, which {(keep.Count == 1 ? "has" : "have")} no zones: written down in cloud.yaml.");
        service = new ModelService(label) { IsAuxiliary = true, Quorums = [new ModelQuorum(1, parts, $"servers for {name}")] };
        _made.Add((label, view), service);
        return service;
    }

    private IEnumerable<DcPart> Parts(DnsPlaceInfo one, ModelPlace place)
    {
        if (one.IsService)
            return [Provider(one.Kind, place)];
        var found = new List<DcPart>();
        foreach (var host in one.Hosts)
        {
            if (nodes.FindHost(host) is { } node)
                found.Add(NodeTable.Part(node));
            else if (one.View == DcDnsView.Outside)
                found.Add(Provider(host, place));
            else
                network.Warn($"The place {one.Name} is at {Shown.Text(host)}, which no node has as its name or address: it does not count.");
        }

        return found;
    }

    private DcPart Provider(string name, ModelPlace place)
    {
        var part = new DcPart(DcPartKind.Provider, name);
        if (!_providers.Add(part))
            return part;
        if (!network.ReachesInternet())
            throw Invalid(place, $"{name} is on the internet, and no way there is described; add topology: uplinks:");
        network.Parts.Add(new ModelPart(part));
        network.Edges.Add(new ModelEdge(part, To: null));
        return part;
    }

    private DentropyException Invalid(ModelPlace place, string problem) => CloudFile.InvalidIn(nodes.Cloud, place.Line, problem);
}
