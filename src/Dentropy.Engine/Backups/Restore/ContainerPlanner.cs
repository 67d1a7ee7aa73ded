using System.Globalization;
using System.Text.Json.Nodes;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>Decides how containers are made: names, labels and routes, ports, storage, networks.</summary>
internal sealed class ContainerPlanner(
    RestoreSource source, RestoreSettings settings, TargetFacts facts, AppNaming naming, ICollection<RestoreProblem> problems, ICollection<string> warnings)
{
    public IReadOnlyList<PlannedContainer> Plan(
        IReadOnlyList<PlannedVolume> volumes,
        IReadOnlyList<PlannedNetwork> networks,
        IReadOnlySet<string> freeAddresses,
        IReadOnlyList<PlannedImage> images,
        out IReadOnlyList<string> hostnames)
    {
        var names = Names();
        var newNetworks = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var network in networks)
        {
            newNetworks[network.Source.Name] = network.Name;
            if (network.Source.Id.Length > 0)
                newNetworks[network.Source.Id] = network.Name;
        }

        var mounts = volumes.ToDictionary(volume => volume.Source.Name, volume => new MountPoint(volume.Target, volume.IsBind), StringComparer.Ordinal);
        var ports = new PortPlanner(source, settings, facts, problems);
        var labels = Routes(newNetworks);
        hostnames = [.. labels.Values.SelectMany(RouteLabels.Hostnames).Distinct(StringComparer.OrdinalIgnoreCase)];

        var planned = new List<PlannedContainer>();
        foreach (var container in Ordered())
        {
            var same = images.Where(image => string.Equals(image.Source.Id, container.ImageId, StringComparison.Ordinal)).ToList();
            var image = (same.Find(image => string.Equals(image.Source.Reference, container.Image, StringComparison.Ordinal)) ?? same.FirstOrDefault())?.Use
                ?? (container.Inspect["Config"] as JsonObject).Text("Image") ?? container.ImageId;
            var blueprint = ContainerSpec.Make(container.Inspect, new SpecChanges
            {
                ApiVersion = facts.ApiVersion,
                Image = image,
                Labels = labels[container.Name],
                Containers = names,
                Networks = newNetworks,
                FreeAddresses = freeAddresses,
                Mounts = mounts,
                Port = ports.Map,
                KeepMacAddress = settings.KeepMacAddress,
                CgroupVersion = facts.CgroupVersion,
            });
            var name = names[container.Name];
            foreach (var risk in RestoreRisks.Of(name, blueprint.Body))
                warnings.Add(risk);
            planned.Add(new PlannedContainer { Source = container, Name = name, Blueprint = blueprint, Start = container.Running && !settings.NoStart, Labels = labels[container.Name] });
        }

        ports.Check(planned);
        return planned;
    }

    private Dictionary<string, string> Names()
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var container in source.Containers)
        {
            var name = naming.Of(container.Name, facts.Containers.ContainsKey);
            if (facts.Containers.TryGetValue(name, out var by))
                problems.Add(new RestoreProblem("ContainerExists", name, $"The name of container '{name}' is taken on node '{facts.Node}' by {by}. Remove that one, take another name for the app with -Name, or say -OnConflict Rename."));
            names[container.Name] = name;
            names[container.Id] = name;
        }

        return names;
    }

    // By level; within one, what a container's namespaces and volumes come from stands before it.
    private List<SourceContainer> Ordered()
    {
        var ordered = new List<SourceContainer>();
        var waiting = source.Containers.OrderBy(container => container.Level).ToList();
        while (waiting.Count > 0)
        {
            var next = waiting.Find(container => ContainerSpec.Needs(container.Inspect)
                .All(need => !waiting.Exists(other => other != container && (string.Equals(other.Id, need, StringComparison.Ordinal) || string.Equals(other.Name, need, StringComparison.Ordinal)))))
                ?? waiting[0];
            ordered.Add(next);
            waiting.Remove(next);
        }

        return ordered;
    }

    private Dictionary<string, IReadOnlyDictionary<string, string>> Routes(IReadOnlyDictionary<string, string> networks)
    {
        var labels = source.Containers.ToDictionary(
            container => container.Name,
            container => (IReadOnlyDictionary<string, string>)(container.Inspect["Config"] as JsonObject ?? []).Map("Labels")
                .ToDictionary(label => label.Key, label => naming.Label(label.Key, label.Value, networks), StringComparer.Ordinal),
            StringComparer.Ordinal);
        if (settings.Hostname is not { } hostname)
        {
            if (settings.EntryPoints.Count > 0 || settings.CertificateResolver is not null)
                problems.Add(new RestoreProblem("HostnameMissing", source.App, "-EntryPoint and -CertificateResolver go with -Hostname."));
            return labels;
        }

        var hosts = labels.Values.SelectMany(RouteLabels.Hostnames).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (Old(hosts) is not { } old)
            return labels;
        var routed = labels.Where(pair => RouteLabels.HasRoutes(pair.Value)).Select(pair => pair.Key).ToList();
        if (routed.Count == 0 && Front() is { } front)
            routed = [front];
        if (routed.Count == 0)
            problems.Add(new RestoreProblem("HostnameWithoutRoute", hostname, $"No container of '{source.App}' has a route, and none or several have ports, so it is not clear which one '{hostname}' should lead to. Leave -Hostname out, and set Traefik's labels where the app is deployed."));
        var change = new RouteChange
        {
            Hostname = hostname,
            OldHostname = old.Length > 0 ? old : null,
            EntryPoints = settings.EntryPoints,
            CertificateResolver = settings.CertificateResolver,
        };
        foreach (var name in routed)
            labels[name] = RouteLabels.Rewrite(labels[name], change);
        Mentions(hosts);
        return labels;
    }

    // Which host name gives way. Empty: the only one; null: that is not clear, and a problem.
    private string? Old(List<string> hosts)
    {
        if (settings.OldHostname is { } named)
        {
            if (hosts.Contains(named, StringComparer.OrdinalIgnoreCase))
                return named;
            problems.Add(new RestoreProblem("HostnameNotInBackup", named, $"-OldHostname: no route leads to '{named}'. They lead to {string.Join(", ", hosts)}."));
            return null;
        }

        if (hosts.Count <= 1)
            return "";
        var shortest = hosts.MinBy(host => host.Length)!;
        if (hosts.TrueForAll(host => string.Equals(host, shortest, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + shortest, StringComparison.OrdinalIgnoreCase)))
            return shortest;
        problems.Add(new RestoreProblem("HostnameAmbiguous", settings.Hostname!, $"Routes lead to {string.Join(", ", hosts)}. Say with -OldHostname which one '{settings.Hostname}' replaces."));
        return null;
    }

    private string? Front()
    {
        var open = source.Containers.Where(container => container.Inspect["HostConfig"]?["PortBindings"] is JsonObject { Count: > 0 }).ToList();
        if (open.Count == 0)
            open = [.. source.Containers.Where(container => container.Inspect["Config"]?["ExposedPorts"] is JsonObject { Count: > 0 })];
        return open.Count == 1 ? open[0].Name : null;
    }

    // Programs that are told their own address in the environment have to be told anew, by people: only they know what a value means.
    private void Mentions(List<string> hosts)
    {
        foreach (var container in source.Containers)
        {
            var variables = (container.Inspect["Config"] as JsonObject ?? []).Texts("Env")
                .Select(variable => variable.Split('=', 2))
                .Where(variable => variable.Length == 2 && hosts.Exists(host => variable[1].Contains(host, StringComparison.OrdinalIgnoreCase)))
                .Select(variable => variable[0]).ToList();
            if (variables.Count > 0)
                warnings.Add($"{string.Join(", ", variables)} in the environment of '{container.Service}' still {(variables.Count == 1 ? "holds" : "hold")} the old host name: values of the environment are not changed.");
        }
    }
}
