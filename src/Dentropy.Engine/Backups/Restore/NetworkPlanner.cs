using System.Text.Json.Nodes;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>Decides which networks are made, and which have to be there.</summary>
internal sealed class NetworkPlanner(
    RestoreSource source, RestoreSettings settings, TargetFacts facts, AppNaming naming, ICollection<RestoreProblem> problems, ICollection<string> warnings)
{
    private readonly HashSet<string> _free = new(StringComparer.Ordinal);

    /// <summary>Old names of networks whose addresses the node chooses.</summary>
    public IReadOnlySet<string> FreeAddresses => _free;

    public IReadOnlyList<PlannedNetwork> Plan()
    {
        foreach (var name in settings.NetworkMap.Keys.Where(name => !source.Networks.Any(network => string.Equals(network.Name, name, StringComparison.Ordinal))))
            problems.Add(new RestoreProblem("NetworkNotInBackup", name, $"-NetworkMap: the app has no network '{name}'. It has {string.Join(", ", source.Networks.Select(network => network.Name))}."));
        return [.. source.Networks.Select(Plan)];
    }

    private PlannedNetwork Plan(SourceNetwork network)
    {
        if (settings.NetworkMap.TryGetValue(network.Name, out var mapped))
        {
            Require(mapped, network.Name);
            _free.Add(network.Name);
            return new PlannedNetwork(network, mapped, Body: null);
        }

        if (network.MayExist && Find(network.Name) is not null)
            return new PlannedNetwork(network, network.Name, Body: null);
        if (!network.Own)
        {
            Require(network.Name, network.Name);
            return new PlannedNetwork(network, network.Name, Body: null);
        }

        var name = naming.Of(network.Name, taken => Find(taken) is not null);
        if (Find(name) is not null)
            problems.Add(new RestoreProblem("NetworkExists", name, $"There is a network '{name}' on node '{facts.Node}' already. Take another name for the app with -Name, or use that network with -NetworkMap."));
        var driver = network.Inspect.Text("Driver") ?? "bridge";
        if (facts.NetworkDrivers.Count > 0 && !facts.NetworkDrivers.Contains(driver, StringComparer.Ordinal))
            problems.Add(new RestoreProblem("DriverMissing", driver, $"Network '{name}' needs the driver '{driver}', which node '{facts.Node}' has not. Install it, or use another network with -NetworkMap."));
        if (driver is "overlay" && !facts.InSwarm)
            problems.Add(new RestoreProblem("DriverMissing", driver, $"Network '{name}' is an overlay, and node '{facts.Node}' is in no swarm. Use another network with -NetworkMap."));
        return new PlannedNetwork(network, name, NetworkSpec.Body(network.Inspect, name, Labels(network), KeepsSubnets(network, name)));
    }

    // Ranges that somebody chose are part of the app; those that Docker chose are kept while they are free.
    private bool KeepsSubnets(SourceNetwork network, string name)
    {
        var subnets = NetworkSpec.Subnets(network.Inspect);
        if (Overlapped(subnets) is not var (subnet, by))
            return subnets.Count > 0;
        var chosen = NetworkSpec.IsChosen(network.Inspect) || HasFixedAddress(network.Name);
        if (chosen && !naming.Renames)
        {
            problems.Add(new RestoreProblem("SubnetTaken", subnet, $"Network '{name}' has the range {subnet}, which {by} of node '{facts.Node}' has too. Free it, use another network with -NetworkMap, or restore under another name, so that the node chooses the addresses."));
            return true;
        }

        if (chosen)
            warnings.Add($"The range {subnet} of network '{name}' is taken by {by}: the node chooses another, and fixed addresses of containers are dropped.");
        _free.Add(network.Name);
        return false;
    }

    private (string Subnet, string By)? Overlapped(IReadOnlyList<string> subnets)
    {
        foreach (var subnet in subnets)
        {
            if (facts.Networks.FirstOrDefault(other => other.Subnets.Any(range => Subnet.Overlap(range, subnet))) is { } network)
                return (subnet, $"network '{network.Name}'");
            if (facts.Routes?.FirstOrDefault(route => Subnet.Overlap(route, subnet)) is { } route)
                return (subnet, $"the route {route}");
        }

        return null;
    }

    private bool HasFixedAddress(string network) => source.Containers.Any(container =>
        container.Inspect["NetworkSettings"]?["Networks"]?[network]?["IPAMConfig"] is JsonObject ipam
        && (ipam.Text("IPv4Address") is { Length: > 0 } || ipam.Text("IPv6Address") is { Length: > 0 }));

    private void Require(string name, string old)
    {
        if (Find(name) is null)
            problems.Add(new RestoreProblem("NetworkMissing", name, $"The app uses the network '{name}', which it does not own, and node '{facts.Node}' has none. Make it (docker network create {name}), or name another: -NetworkMap @{{ '{old}' = '...' }}."));
    }

    private TargetNetwork? Find(string name) => facts.Networks.FirstOrDefault(network => string.Equals(network.Name, name, StringComparison.Ordinal));

    private Dictionary<string, string> Labels(SourceNetwork network) => network.Inspect.Map("Labels")
        .ToDictionary(label => label.Key, label => naming.Label(label.Key, label.Value, s_none), StringComparer.Ordinal);

    private static readonly Dictionary<string, string> s_none = new(StringComparer.Ordinal);
}
