using Dentropy.Apps;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Apps;

/// <summary>The containers of one app.</summary>
internal sealed record AppGroup(string Name, DcAppKind Kind, IReadOnlyList<ContainerSummary> Containers);

/// <summary>Sorts an engine's containers into apps.</summary>
internal static class AppGroups
{
    /// <summary>The apps, sorted by name. Dentropy's own containers belong to none.</summary>
    public static IReadOnlyList<AppGroup> Of(IReadOnlyList<ContainerSummary> containers) => [.. containers
        .Where(container => !container.Labels.ContainsKey(AppLabels.Role))
        .Select(container => (Container: container, Key: Key(container.Labels, container.Name)))
        // A group and a compose project of one name are one app: whoever labels a container with a project's name means that project.
        .GroupBy(one => (one.Key.Name, Alone: one.Key.Kind == DcAppKind.Container))
        .Select(group => new AppGroup(group.Key.Name, group.Min(one => one.Key.Kind), [.. group.Select(one => one.Container)]))
        .OrderBy(group => group.Name, StringComparer.OrdinalIgnoreCase)
        .ThenBy(group => group.Kind)];

    /// <summary>Which app a container belongs to. Our own label is the operator's word, and wins.</summary>
    public static (string Name, DcAppKind Kind) Key(IReadOnlyDictionary<string, string> labels, string container)
    {
        if (labels.TryGetValue(AppLabels.App, out var app) && app.Trim().Length > 0)
            return (app.Trim(), DcAppKind.Group);
        return labels.TryGetValue(AppLabels.Project, out var project) && project.Length > 0 ? (project, DcAppKind.Compose) : (container, DcAppKind.Container);
    }

    /// <summary>The service that a container belongs to; its own name where it belongs to none.</summary>
    public static string Service(IReadOnlyDictionary<string, string> labels, string container) =>
        labels.TryGetValue(AppLabels.Service, out var service) && service.Length > 0 ? service : container;

    /// <summary>Whether somebody started the container by hand with <c>docker compose run</c>.</summary>
    public static bool IsOneOff(IReadOnlyDictionary<string, string> labels) =>
        labels.TryGetValue(AppLabels.OneOff, out var oneOff) && string.Equals(oneOff, "true", StringComparison.OrdinalIgnoreCase);
}
