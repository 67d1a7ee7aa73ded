using System.Globalization;
using System.Text.Json.Nodes;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Apps.Routes;

/// <summary>Finds the service and the port that a route leads to.</summary>
internal static class RouteTarget
{
    /// <summary>
    /// The service that was named; else the one that has a route for the host; else the only one with routes; else the only one that publishes a port;
    /// else the only one that exposes one; else the only one.
    /// </summary>
    /// <exception cref="DentropyException"><c>AppServiceNotFound</c>, <c>RouteServiceUnclear</c>.</exception>
    public static RouteService Service(RouteApp app, string? named, string host)
    {
        var services = app.Services;
        if (named is not null)
        {
            return services.FirstOrDefault(service => service.Name == named)
                ?? throw AppErrors.NoSuchService(app.Node.Name, app.Name, named, services.Select(service => service.Name));
        }

        if (services.Count == 0)
            throw RouteErrors.ServiceUnclear(app, "it has no containers that stay");
        Func<RouteService, bool>[] signs =
        [
            service => RouteLabels.Hostnames(service.Containers[0].Labels).Contains(host, StringComparer.OrdinalIgnoreCase),
            service => RouteLabels.HasRoutes(service.Containers[0].Labels),
            service => service.Containers[0].PublishedPorts.Any(port => port.Protocol == "tcp"),
            service => Exposed(service.Containers[0]).Count > 0,
            _ => true,
        ];
        string[] words = ["have a route for it", "have routes", "publish ports", "expose ports", "have no ports"];
        for (var i = 0; i < signs.Length; i++)
        {
            var fitting = services.Where(signs[i]).ToList();
            if (fitting.Count == 1)
                return fitting[0];
            if (fitting.Count > 1)
                throw RouteErrors.ServiceUnclear(app, $"{string.Join(", ", fitting.Select(service => service.Name))} {words[i]}");
        }

        return services[0];
    }

    /// <summary>TCP ports that a container exposes, ascending.</summary>
    public static IReadOnlyList<int> Exposed(ContainerDetails container) => [.. (container.Json.Object("Config").Object("ExposedPorts") ?? [])
        .Select(pair => pair.Key.Split('/'))
        .Where(parts => parts.Length < 2 || parts[1] == "tcp")
        .Select(parts => int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0)
        .Where(port => port > 0)
        .Order()];

    /// <summary>TCP ports that others in the network can reach on the node: those that are published on more than its loopback.</summary>
    public static IReadOnlyList<ContainerPort> Published(ContainerDetails container) => [.. (container.State.IsRunning ? container.BoundPorts : container.PublishedPorts)
        .Where(port => port is { Protocol: "tcp", HostPort: > 0 } && port.HostAddress?.StartsWith("127.", StringComparison.Ordinal) != true && port.HostAddress != "::1")
        .DistinctBy(port => (port.Port, port.HostPort))
        .OrderBy(port => port.Port)];

    /// <summary>The published port that a proxy is to use.</summary>
    /// <exception cref="DentropyException"><c>RoutePortNotPublished</c>, <c>RoutePortUnclear</c>.</exception>
    public static ContainerPort HostPort(RouteApp app, RouteService service, int? port, string via)
    {
        var published = service.Containers.SelectMany(Published).ToList();
        var fitting = published.Where(one => port is null || one.Port == port).ToList();
        if (fitting.Count == 0)
            throw RouteErrors.NotPublished(app, service.Name, port is null ? "any port" : string.Create(CultureInfo.InvariantCulture, $"port {port}"), via);
        return fitting.DistinctBy(one => one.Port).Count() == 1
            ? fitting[0]
            : throw RouteErrors.PortUnclear(app, service.Name, $"it publishes {string.Join(", ", fitting.Select(one => one.Port).Distinct())}");
    }
}
