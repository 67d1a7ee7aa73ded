using Dentropy.Engine.Apps.Compose;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Apps.Deploy;

/// <summary>What a node has before a deploy, checked for what would stand in its way.</summary>
internal sealed record DeployState
{
    /// <summary>The project's containers, without those of <c>docker compose run</c>.</summary>
    public required IReadOnlyList<ContainerDetails> Containers { get; init; }

    /// <summary>Names of the networks of the file that are there.</summary>
    public required IReadOnlySet<string> Networks { get; init; }

    /// <summary>Names of the volumes of the file that are there.</summary>
    public required IReadOnlySet<string> Volumes { get; init; }

    /// <summary>Images of the file that are there, by reference.</summary>
    public required IReadOnlyDictionary<string, ImageDetails> Images { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    /// <exception cref="DentropyException"><c>ComposeConflict</c>, <c>PortInUse</c>, <c>ImageNotFound</c>.</exception>
    public static async Task<DeployState> ReadAsync(DockerClient client, ComposeProject project, AppDeploySettings settings, CancellationToken cancellationToken)
    {
        var warnings = new List<string>();
        var all = await client.Containers.ListAsync(all: true, [], cancellationToken).ConfigureAwait(false);
        CheckNames(project, all);
        CheckPorts(client.Node.Name, project, all);
        var state = new DeployState
        {
            Containers = await ContainersAsync(client, project.Name, cancellationToken).ConfigureAwait(false),
            Networks = await NetworksAsync(client, project, warnings, cancellationToken).ConfigureAwait(false),
            Volumes = await VolumesAsync(client, project, warnings, cancellationToken).ConfigureAwait(false),
            Images = await ImagesAsync(client, project, cancellationToken).ConfigureAwait(false),
            Warnings = warnings,
        };
        foreach (var service in project.Services.Where(service => DeployImages.Policy(service, settings) == ComposePull.Never && !state.Images.ContainsKey(service.Image)))
            throw DeployErrors.ImageMissing(client.Node.Name, service.Name, service.Image);
        return state;
    }

    /// <summary>The same with the images that are there now.</summary>
    public async Task<DeployState> WithImagesAsync(DockerClient client, ComposeProject project, CancellationToken cancellationToken) =>
        this with { Images = await ImagesAsync(client, project, cancellationToken).ConfigureAwait(false) };

    public static async Task<IReadOnlyList<ContainerDetails>> ContainersAsync(DockerClient client, string project, CancellationToken cancellationToken)
    {
        var listed = await client.Containers.ListAsync(all: true, [$"{AppLabels.Project}={project}"], cancellationToken).ConfigureAwait(false);
        var lasting = listed.Where(container => !AppGroups.IsOneOff(container.Labels) && !container.Labels.ContainsKey(AppLabels.Role));
        return await Task.WhenAll(lasting.Select(container => client.Containers.InspectAsync(container.Id, cancellationToken))).ConfigureAwait(false);
    }

    private static bool IsOurs(ContainerSummary container, ComposeProject project) =>
        container.Labels.TryGetValue(AppLabels.Project, out var name) && name == project.Name;

    private static void CheckNames(ComposeProject project, IReadOnlyList<ContainerSummary> all)
    {
        var foreign = all.Where(container => !IsOurs(container, project)).ToDictionary(container => container.Name, StringComparer.Ordinal);
        foreach (var service in project.Services)
        {
            var taken = Enumerable.Range(1, service.Replicas).Select(number => ServiceBody.Name(project, service, number)).FirstOrDefault(foreign.ContainsKey);
            if (taken is not null)
                throw DeployErrors.Conflict(taken, $"{project.File} line {service.Line}: service '{service.Name}' wants the container name {taken}, which a container of another app has.");
        }
    }

    private static void CheckPorts(string node, ComposeProject project, IReadOnlyList<ContainerSummary> all)
    {
        var held = all.Where(container => !IsOurs(container, project)).SelectMany(container => container.Ports.Where(port => port.HostPort > 0).Select(port => (container, port))).ToList();
        foreach (var service in project.Services.Where(service => service.Replicas > 0))
        {
            foreach (var (address, number, protocol) in service.HostPorts)
            {
                var holder = held.Find(one => one.port.HostPort == number && one.port.Protocol == protocol && Overlap(one.port.HostAddress, address)).container;
                if (holder is not null)
                    throw DeployErrors.PortInUse(node, service.Name, $"{number}/{protocol}", holder.Name);
            }
        }
    }

    private static bool Overlap(string? left, string? right) => IsAny(left) || IsAny(right) || left == right;

    private static bool IsAny(string? address) => address is null or "" or "0.0.0.0" or "::";

    private static async Task<IReadOnlySet<string>> NetworksAsync(DockerClient client, ComposeProject project, List<string> warnings, CancellationToken cancellationToken)
    {
        var there = (await client.Networks.ListAsync(cancellationToken).ConfigureAwait(false)).ToLookup(network => network.Name, StringComparer.Ordinal);
        foreach (var network in project.Networks.Values)
        {
            var found = there[network.Name].FirstOrDefault();
            if (network.External && found is null)
                throw DeployErrors.Conflict(network.Name, $"{project.File} calls network '{network.Name}' external, and node '{client.Node.Name}' does not have it. Make it there with docker network create {network.Name}.");
            if (network.External || found is null)
                continue;
            var owner = found.Labels.GetValueOrDefault(AppLabels.Project);
            if (owner is not null && owner != project.Name)
                throw DeployErrors.Conflict(network.Name, $"Network '{network.Name}' on node '{client.Node.Name}' belongs to app '{owner}'. Give yours another name, or call it external.");
            if (owner is null)
                warnings.Add($"Network '{network.Name}' was there already and is used as it is; it was not made for this app.");
            if (Difference(network, found) is { } difference)
                throw DeployErrors.Conflict(network.Name, $"Network '{network.Name}' on node '{client.Node.Name}' has {difference}, and a network cannot be changed. Remove the app with Remove-DcApp {project.Name}, which keeps its volumes, and deploy it again.");
        }

        return project.Networks.Values.Select(network => network.Name).Where(there.Contains).ToHashSet(StringComparer.Ordinal);
    }

    private static string? Difference(ComposeNetwork network, NetworkDetails found)
    {
        if (network.Body.Text("Driver") is { } driver && driver != found.Driver)
            return $"the driver {found.Driver} and not {driver}";
        if (network.Body.Flag("Internal") != found.IsInternal)
            return found.IsInternal ? "no way out, unlike the file's" : "a way out, unlike the file's";
        var subnets = network.Body.Object("IPAM").Objects("Config").Select(pool => pool.Text("Subnet")).OfType<string>().ToList();
        return subnets.Count > 0 && !subnets.ToHashSet(StringComparer.Ordinal).SetEquals(found.Subnets) ? $"the subnets {string.Join(", ", found.Subnets)} and not {string.Join(", ", subnets)}" : null;
    }

    private static async Task<IReadOnlySet<string>> VolumesAsync(DockerClient client, ComposeProject project, List<string> warnings, CancellationToken cancellationToken)
    {
        var there = (await client.Volumes.ListAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(volume => volume.Name, StringComparer.Ordinal);
        foreach (var volume in project.Volumes.Values)
        {
            var found = there.GetValueOrDefault(volume.Name);
            if (volume.External && found is null)
                throw DeployErrors.Conflict(volume.Name, $"{project.File} calls volume '{volume.Name}' external, and node '{client.Node.Name}' does not have it. Make it there with docker volume create {volume.Name}.");
            if (volume.External || found is null)
                continue;
            if (!found.Labels.ContainsKey(AppLabels.Project))
                warnings.Add($"Volume '{volume.Name}' was there already and is used as it is; it was not made for this app.");
            // The engine keeps the old options in silence, and the data would be somewhere else than the file says.
            if ((volume.Driver ?? "local") != found.Driver || !Same(volume.Options, found.Options))
                throw DeployErrors.Conflict(volume.Name, $"Volume '{volume.Name}' on node '{client.Node.Name}' has another driver or other options than the file says, and a volume cannot be changed. Give the new one another name and move the data.");
        }

        return project.Volumes.Values.Select(volume => volume.Name).Where(there.ContainsKey).ToHashSet(StringComparer.Ordinal);
    }

    private static bool Same(IReadOnlyDictionary<string, string> left, IReadOnlyDictionary<string, string> right) =>
        left.Count == right.Count && left.All(one => right.TryGetValue(one.Key, out var value) && value == one.Value);

    private static async Task<IReadOnlyDictionary<string, ImageDetails>> ImagesAsync(DockerClient client, ComposeProject project, CancellationToken cancellationToken)
    {
        var images = new Dictionary<string, ImageDetails>(StringComparer.Ordinal);
        foreach (var reference in project.Services.Select(service => service.Image).Distinct(StringComparer.Ordinal))
        {
            try
            {
                images[reference] = await client.Images.InspectAsync(reference, cancellationToken).ConfigureAwait(false);
            }
            catch (DentropyException e) when (e.ErrorId == "ImageNotFound")
            {
                // It is pulled, or missed where it may not be.
            }
        }

        return images;
    }
}
