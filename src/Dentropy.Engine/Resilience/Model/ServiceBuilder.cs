using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Resilience.Facts;
using Dentropy.Nodes;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Model;

/// <summary>Makes the services of a model from what <c>cloud.yaml</c> says of them and what was seen.</summary>
/// <param name="nodes">The nodes.</param>
/// <param name="network">The network, which pools add OSDs to and names add providers.</param>
/// <param name="places">Places for DNS records.</param>
/// <param name="facts">What was seen; null where nobody looked.</param>
internal sealed class ServiceBuilder(NodeTable nodes, Network network, IReadOnlyList<DnsPlaceInfo> places, ResilienceFacts? facts)
{
    /// <summary>What stands for people at home, who are somewhere in the network. No service of a file can have a name with spaces.</summary>
    public const string Users = "users at home";

    private readonly Dictionary<string, ModelService> _services = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ModelPlace> _places = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _leftOut = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _observed = new(StringComparer.OrdinalIgnoreCase);
    private readonly NameServices _names = new(nodes, network, places);
    private readonly PoolServices _pools = new(nodes, network);

    /// <exception cref="DentropyException">
    /// <c>ServiceNotFound</c>, <c>ServiceNeedTooHigh</c>, <c>ResilienceCycle</c>, <c>NodeNotFound</c>, <c>NoNodeMatches</c>, <c>CloudFileInvalid</c>: each with file and line.
    /// </exception>
    public IReadOnlyList<ModelService> Build(IReadOnlyList<ServiceEntry> entries)
    {
        Observe(entries);
        foreach (var entry in entries)
            Add(entry);
        Resolve(entries);
        CheckCircles();
        AddUsers();
        return [.. _services.Values];
    }

    // Storage that was seen counts for more than what is written down.
    private void Observe(IReadOnlyList<ServiceEntry> entries)
    {
        var several = facts?.Storage.Count > 1;
        foreach (var storage in facts?.Storage ?? [])
        {
            foreach (var service in _pools.Observed(storage, several))
            {
                _services.Add(service.Name, service);
                _observed.Add(service.Name);
            }
        }

        foreach (var entry in entries.Where(entry => entry.Pool is not null && facts is { Storage.Count: > 0 } && !_services.ContainsKey(entry.Name)))
            network.Warn($"{entry.Name} is described in cloud.yaml and was not seen in Ceph.");
    }

    private void Add(ServiceEntry entry)
    {
        _places[entry.Name] = entry.Place;
        if (_services.ContainsKey(entry.Name))
            return;
        if (entry.Pool is { } pool)
        {
            foreach (var service in _pools.Described(entry, pool))
                _services.Add(service.Name, service);
            return;
        }

        var quorums = new List<ModelQuorum>();
        if (Replicas(entry) is { } replicas)
        {
            if (replicas.Count == 0)
            {
                _leftOut.Add(entry.Name);
                return;
            }

            var need = entry.Quorum ? (replicas.Count / 2) + 1 : entry.Need?.Count ?? 1;
            if (need > replicas.Count)
                throw ModelErrors.NeedTooHigh(entry.Need!.Value.Place, entry.Name, need, replicas.Count, replicas.Count == 1 ? "nodes" : "of its nodes");
            quorums.Add(new ModelQuorum(need, [.. replicas.Select(NodeTable.Part)], entry.Name == PoolServices.Monitors ? "monitors" : entry.Quorum ? "members" : "replicas"));
        }

        if (entry.IsPublic && !network.ReachesInternet())
            throw CloudFile.InvalidIn(nodes.Cloud, entry.Place.Line, $"service {entry.Name} is public, and no way to the internet is described; add topology: uplinks:");
        _services.Add(entry.Name, new ModelService(entry.Name) { Quorums = quorums, IsPublic = entry.IsPublic });
    }

    // The nodes of a service; null where it has none, and none where it has some that nobody knows.
    private IReadOnlyList<DcNode>? Replicas(ServiceEntry entry)
    {
        var written = entry.Nodes.Count > 0 ? nodes.Select(entry.Nodes) : null;
        if (entry.App is not { } app)
            return written;
        if (facts is null || !facts.Apps.TryGetValue(app, out var names))
        {
            if (written is null)
                network.Warn(facts is null
                    ? $"{entry.Name} is left out: where the app {Shown.Text(app)} runs is not written down, and nobody looked. Look at the nodes (-Observe, --observe), or write nodes: for it."
                    : $"{entry.Name} is left out: where the app {Shown.Text(app)} runs could not be seen. Write nodes: for it in cloud.yaml.");
            return written ?? [];
        }

        IReadOnlyList<DcNode> seen = [.. names.Select(nodes.Find).OfType<DcNode>()];
        if (written is not null && !seen.Select(node => node.Name).ToHashSet(StringComparer.Ordinal).SetEquals(written.Select(node => node.Name)))
            network.Warn($"{entry.Name} runs on {(seen.Count > 0 ? NodeSet.Fold(seen.Select(node => node.Name)) : "no node")}, and cloud.yaml says {NodeSet.Fold(written.Select(node => node.Name))}: what was seen counts.");
        if (seen.Count == 0)
            network.Warn($"{entry.Name} is left out: the app {Shown.Text(app)} runs on no node that could be asked.");
        return seen;
    }

    private void Resolve(IReadOnlyList<ServiceEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (!_services.TryGetValue(entry.Name, out var service))
                continue;
            var needs = new List<string>(service.Needs);
            foreach (var need in entry.Needs)
            {
                if (Find(need, entry.IsPublic) is { } found && !needs.Contains(found, StringComparer.Ordinal))
                    needs.Add(found);
            }

            if (entry.Pool is not null && !_observed.Contains(entry.Name))
                NeedMonitors(entry.Name, needs);
            _services[entry.Name] = service with { Needs = needs };
        }

        // What needs something that is left out cannot be told either.
        for (var more = true; more;)
        {
            more = false;
            foreach (var service in _services.Values.Where(service => service.Needs.FirstOrDefault(_leftOut.Contains) is not null).ToList())
            {
                network.Warn($"{service.Name} is left out: it needs {service.Needs.First(_leftOut.Contains)}, which is left out.");
                _services.Remove(service.Name);
                more = _leftOut.Add(service.Name);
            }
        }
    }

    // Ceph serves nothing without a quorum of its monitors.
    private void NeedMonitors(string pool, List<string> needs)
    {
        if (!_services.TryGetValue(PoolServices.Monitors, out var monitors))
            network.Warn($"{pool}: nothing is said of Ceph's monitors, so they are not counted. Describe them below services:, e.g. '{PoolServices.Monitors}: {{ nodes: \"@mon\", quorum: true }}'.");
        else if (!needs.Contains(monitors.Name, StringComparer.Ordinal))
            needs.Add(monitors.Name);
    }

    private string Find(YamlText need, bool isPublic)
    {
        var text = need.Text!;
        if (_services.TryGetValue(text, out var known))
            return known.Name;
        if (_leftOut.TryGetValue(text, out var left))
            return left;
        if (text.StartsWith(ServiceReader.Answer, StringComparison.Ordinal))
        {
            var service = _names.Get(text[ServiceReader.Answer.Length..], isPublic ? DcDnsView.Outside : DcDnsView.Inside, ModelPlace.Of(nodes.Cloud, need.Line));
            _services.TryAdd(service.Name, service);
            return service.Name;
        }

        throw text.StartsWith(ServiceReader.Pool, StringComparison.Ordinal) || text.StartsWith(ServiceReader.Data, StringComparison.Ordinal)
            ? CloudFile.InvalidIn(nodes.Cloud, need.Line, $"nothing is known of {Shown.Text(text)}; describe the pool below services:, e.g. 'pool:{Shown.Text(text[5..])}: {{ size: 3, nodes: \"@ceph\" }}', or look at Ceph (-Observe, --observe)")
            : ModelErrors.ServiceNotFound(ModelPlace.Of(nodes.Cloud, need.Line), text, _services.Keys);
    }

    // A node that is cut off from every switch may work, and nobody notices.
    private void AddUsers()
    {
        if (network.Users.Count == 0)
            return;
        foreach (var service in _services.Values.Where(service => service is { IsPublic: false, IsAtRest: false, IsAuxiliary: false }).ToList())
            _services[service.Name] = service with { Needs = [.. service.Needs, Users] };
        _services.Add(Users, new ModelService(Users) { IsAuxiliary = true, Quorums = [new ModelQuorum(1, network.Users, "switches that they hang on")] });
    }

    private void CheckCircles()
    {
        if (CyclePath.Find(_services.Keys, name => _services[name].Needs) is { } circle)
            throw ModelErrors.Cycle(circle.Select(name => _places.GetValueOrDefault(name)).FirstOrDefault(place => place.Path is not null), circle);
    }
}
