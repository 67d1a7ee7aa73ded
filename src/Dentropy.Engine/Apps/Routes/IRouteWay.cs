using Dentropy.Apps;
using Dentropy.Engine.Docker;
using Dentropy.Nodes;

namespace Dentropy.Engine.Apps.Routes;

/// <summary>An app as routes see it.</summary>
internal sealed record RouteApp(DcNode Node, AppDetails Details)
{
    public string Name => Details.App.Name;

    /// <summary>Its containers by service; those of <c>docker compose run</c> are left out.</summary>
    public IReadOnlyList<RouteService> Services => [.. Details.Containers
        .Where(container => !AppGroups.IsOneOff(container.Labels))
        .GroupBy(container => AppGroups.Service(container.Labels, container.Name), StringComparer.Ordinal)
        .Select(group => new RouteService(group.Key, [.. group]))];
}

/// <summary>A service of an app, with at least one container.</summary>
internal sealed record RouteService(string Name, IReadOnlyList<ContainerDetails> Containers);

/// <summary>One change, and how it is made; there is no way where nothing is to change.</summary>
internal sealed record RouteStep(DcAppRoute Planned, Func<IProgress<AppDeployStep>?, CancellationToken, Task<(TimeSpan? Downtime, IReadOnlyList<string> Warnings)>>? Apply);

/// <summary>What leads requests for a host name to an app: Traefik, or a proxy of some kind.</summary>
internal interface IRouteWay : IDisposable
{
    /// <summary>Name by which operators choose it.</summary>
    string Name { get; }

    /// <summary>What is to be done so that the route is there. It only reads.</summary>
    Task<RouteStep> SetAsync(RouteApp app, AppRouteSettings settings, CancellationToken cancellationToken);

    /// <summary>What is to be done so that the routes are gone; nothing where there are none. It only reads.</summary>
    Task<IReadOnlyList<RouteStep>> RemoveAsync(RouteApp app, AppRouteRemoval removal, CancellationToken cancellationToken);

    /// <summary>The routes that lead to nodes and their apps.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="apps">Apps on them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<IReadOnlyList<DcAppRoute>> ListAsync(IReadOnlyList<DcNode> nodes, IReadOnlyList<RouteApp> apps, CancellationToken cancellationToken);
}
