using Dentropy.Engine.Apps.Compose;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Apps.Deploy;

/// <summary>What a container of a service needs.</summary>
internal sealed record ContainerDecision(ComposeService Service, int Number, string Name, string Action, string? Why, ContainerDetails? Old);

/// <summary>What a deploy has to do, decided from the file and what the node has.</summary>
internal sealed record DeployDecision
{
    public required string App { get; init; }

    public required DeployState State { get; init; }

    public required IReadOnlyList<(string Image, string? Platform)> Pulls { get; init; }

    public required IReadOnlyList<ComposeNetwork> NewNetworks { get; init; }

    public required IReadOnlyList<ComposeVolume> NewVolumes { get; init; }

    /// <summary>Containers in start order.</summary>
    public required IReadOnlyList<ContainerDecision> Containers { get; init; }

    /// <summary>Containers that go, each with the reason: too many of a service, or of a service that the file does not have.</summary>
    public required IReadOnlyList<(ContainerDetails Container, string Why)> Removals { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    public static DeployDecision Of(ComposeProject project, AppDeploySettings settings, DeployState state)
    {
        var containers = new List<ContainerDecision>();
        var removals = new List<(ContainerDetails, string)>();
        var remade = new HashSet<string>(StringComparer.Ordinal);
        var restarted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var service in project.Services)
        {
            var there = state.Containers.Where(container => AppGroups.Service(container.Labels, container.Name) == service.Name).ToLookup(AppRecords.Number);
            for (var number = 1; number <= service.Replicas; number++)
            {
                // Of two with one number, which an interrupted deploy may leave, the one that runs is the good one.
                var same = there[number].OrderByDescending(container => container.State.IsRunning).ThenByDescending(container => container.Created).ToList();
                removals.AddRange(same.Skip(1).Select(container => (container, "a deploy that was interrupted left it")));
                var decided = Decide(project, settings, state, service, number, same.FirstOrDefault(), remade);
                containers.Add(decided);
                if (decided.Action is "create" or "recreate")
                    remade.Add(service.Name);
                if (decided.Action is not "keep" || service.DependsOn.Exists(one => one.Restart && restarted.Contains(one.Service)))
                    restarted.Add(service.Name);
            }

            removals.AddRange(there.Where(group => group.Key > service.Replicas || group.Key < 1).SelectMany(group => group).Select(container => (container, $"the service has {service.Replicas}")));
        }

        var known = project.Services.Select(service => service.Name).Concat(project.Disabled).ToHashSet(StringComparer.Ordinal);
        var orphans = state.Containers.Where(container => !known.Contains(AppGroups.Service(container.Labels, container.Name))).ToList();
        if (settings.RemoveOrphans)
            removals.AddRange(orphans.Select(container => (container, "the file does not have its service")));
        return new DeployDecision
        {
            App = project.Name,
            State = state,
            Pulls = DeployImages.Wanted(project, settings, state),
            NewNetworks = [.. project.Networks.Values.Where(network => !network.External && !state.Networks.Contains(network.Name))],
            NewVolumes = [.. project.Volumes.Values.Where(volume => !volume.External && !state.Volumes.Contains(volume.Name))],
            Containers = [.. containers.Select(one => one.Action == "keep" && one.Service.DependsOn.Exists(each => each.Restart && restarted.Contains(each.Service)) ? one with { Action = "restart", Why = "a service that it depends on was" } : one)],
            Removals = removals,
            Warnings = [.. project.Warnings, .. state.Warnings, .. settings.RemoveOrphans ? [] : orphans.Select(container => $"Container {container.Name} belongs to a service that the file does not have; it was left as it is. -RemoveOrphan removes it.")],
        };
    }

    public AppDeployPlan Plan() => new(
        App,
        [
            .. Pulls.Select(one => new AppDeployStep("pull", "image", one.Image, Why: null)),
            .. NewNetworks.Select(network => new AppDeployStep("create", "network", network.Name, Why: null)),
            .. NewVolumes.Select(volume => new AppDeployStep("create", "volume", volume.Name, Why: null)),
            .. Containers.Select(one => new AppDeployStep(one.Action, "container", one.Name, one.Why)),
            .. Removals.Select(one => new AppDeployStep("remove", "container", one.Container.Name, one.Why)),
        ],
        Warnings);

    private static ContainerDecision Decide(
        ComposeProject project, AppDeploySettings settings, DeployState state, ComposeService service, int number, ContainerDetails? old, HashSet<string> remade)
    {
        var name = ServiceBody.Name(project, service, number);
        if (old is null)
            return new ContainerDecision(service, number, name, "create", Why: null, Old: null);
        var why = Reason(project, settings, state, service, old, remade);
        if (why is not null)
            return new ContainerDecision(service, number, name, "recreate", why, old);
        // A job that did its work does not do it again.
        var runs = old.State.IsRunning && !old.State.IsPaused;
        return new ContainerDecision(service, number, name, runs || AppStates.IsDone(old) ? "keep" : "start", runs || AppStates.IsDone(old) ? null : $"it is {old.State.Status}", old);
    }

    private static string? Reason(
        ComposeProject project, AppDeploySettings settings, DeployState state, ComposeService service, ContainerDetails old, HashSet<string> remade)
    {
        if (settings.ForceRecreate)
            return "as asked";
        if (!old.Labels.TryGetValue(AppLabels.ConfigHash, out var hash))
            return "something else than Dentropy made it";
        if (hash != ServiceBody.Hash(project, service))
            return "its definition changed";
        if (state.Images.TryGetValue(service.Image, out var image) && image.Id != old.ImageId)
            return "its image is another one now";
        // A container's id is part of one that shares its network, processes or volumes.
        string?[] modes = [service.NetworkMode, service.HostConfig.Text("IpcMode"), service.HostConfig.Text("PidMode")];
        var shared = modes.Where(mode => mode?.StartsWith("service:", StringComparison.Ordinal) == true).Select(mode => mode!["service:".Length..])
            .Concat(service.HostConfig.Texts("VolumesFrom").Select(from => from.Split(':')[0]));
        return shared.FirstOrDefault(remade.Contains) is { } other ? $"it uses parts of {other}, which is made anew" : null;
    }
}
