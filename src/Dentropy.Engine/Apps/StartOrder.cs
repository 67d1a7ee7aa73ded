using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Apps;

/// <summary>What a service waits for in another.</summary>
public enum StartCondition
{
    /// <summary>That it was started.</summary>
    Started,

    /// <summary>That its health check passes.</summary>
    Healthy,

    /// <summary>That it ended with exit code 0.</summary>
    Completed,
}

/// <summary>That a service starts after another.</summary>
/// <param name="Service">The other service.</param>
/// <param name="Condition">What has to be true of it.</param>
/// <param name="Restart">Whether this service is restarted when the other one is.</param>
public sealed record StartDependency(string Service, StartCondition Condition, bool Restart);

/// <summary>
/// In which order containers start: after those whose services Compose's label <c>com.docker.compose.depends_on</c> names, and after those whose
/// network, processes, volumes or links they share. They stop in the reverse order.
/// </summary>
public static class StartOrder
{
    /// <summary>Sorts containers into levels. Those of one level do not wait for each other.</summary>
    /// <param name="containers">The containers of one app.</param>
    /// <returns>The first level starts first. Containers that wait for each other in a circle are in the last one.</returns>
    public static IReadOnlyList<IReadOnlyList<ContainerDetails>> Levels(IReadOnlyList<ContainerDetails> containers)
    {
        ArgumentNullException.ThrowIfNull(containers);
        var open = containers.OrderBy(container => container.Name, StringComparer.Ordinal).ToList();
        var before = open.ToDictionary(container => container.Id, container => Before(container, open), StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);
        var levels = new List<IReadOnlyList<ContainerDetails>>();
        while (open.Count > 0)
        {
            var level = open.Where(container => before[container.Id].IsSubsetOf(done)).ToList();
            if (level.Count == 0)
                level = [.. open];
            levels.Add(level);
            done.UnionWith(level.Select(container => container.Id));
            open.RemoveAll(level.Contains);
        }

        return levels;
    }

    /// <summary>What Compose's label says of the services that start first.</summary>
    /// <param name="labels">A container's labels.</param>
    public static IReadOnlyList<StartDependency> Dependencies(IReadOnlyDictionary<string, string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (!labels.TryGetValue(AppLabels.DependsOn, out var text))
            return [];
        return [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(one =>
        {
            var parts = one.Split(':');
            var condition = parts.ElementAtOrDefault(1) switch
            {
                "service_healthy" => StartCondition.Healthy,
                "service_completed_successfully" => StartCondition.Completed,
                _ => StartCondition.Started,
            };
            return new StartDependency(parts[0], condition, string.Equals(parts.ElementAtOrDefault(2), "true", StringComparison.OrdinalIgnoreCase));
        })];
    }

    private static HashSet<string> Before(ContainerDetails container, List<ContainerDetails> all)
    {
        var services = Dependencies(container.Labels).Select(one => one.Service).ToHashSet(StringComparer.Ordinal);
        var named = Shared(container).ToList();
        return [.. all
            .Where(other => other.Id != container.Id
                && (services.Contains(AppGroups.Service(other.Labels, other.Name))
                    || named.Exists(name => name == other.Name || (name.Length >= 12 && other.Id.StartsWith(name, StringComparison.Ordinal)))))
            .Select(other => other.Id)];
    }

    // Names or ids of the containers whose parts this one uses.
    private static IEnumerable<string> Shared(ContainerDetails container)
    {
        var host = container.Json.Object("HostConfig");
        foreach (var mode in new[] { host.Text("NetworkMode"), host.Text("PidMode"), host.Text("IpcMode") })
        {
            if (mode?.StartsWith("container:", StringComparison.Ordinal) == true)
                yield return mode["container:".Length..];
        }

        foreach (var from in host.Texts("VolumesFrom"))
            yield return from.Split(':')[0];
        // As /other:/this/alias.
        foreach (var link in host.Texts("Links"))
            yield return link.Split(':')[0].TrimStart('/');
    }
}
