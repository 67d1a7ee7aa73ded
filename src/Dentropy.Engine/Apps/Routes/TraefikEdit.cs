using System.Globalization;

namespace Dentropy.Engine.Apps.Routes;

/// <summary>A route of Traefik's as it shall be.</summary>
internal sealed record TraefikRequest(string Host)
{
    public string? Path { get; init; }

    public IReadOnlyList<string> EntryPoints { get; init; } = [];

    public string? Resolver { get; init; }

    public int? Port { get; init; }

    public string? Scheme { get; init; }
}

/// <summary>Sets and removes routes in the labels of one container. What belongs to other routes stays as it is.</summary>
internal sealed class TraefikEdit
{
    private const string Enable = "traefik.enable";

    private readonly TraefikLabels _traefik;
    private readonly Dictionary<string, string> _labels;
    private readonly string _container;

    public TraefikEdit(string container, IReadOnlyDictionary<string, string> labels)
    {
        _container = container;
        _traefik = TraefikLabels.Read(labels);
        _labels = new Dictionary<string, string>(labels, StringComparer.Ordinal);
    }

    public IReadOnlyDictionary<string, string> Labels => _labels;

    public List<string> Warnings { get; } = [];

    /// <summary>Name of the router that the route is at, after <see cref="Set"/>.</summary>
    public string Router { get; private set; } = "";

    /// <summary>Whether routers for a host, and a path where one is asked for, are in labels.</summary>
    public static IEnumerable<TraefikRouter> Find(TraefikLabels traefik, string host, string? path) => traefik.Routers.Where(router =>
        !router.IsTcp
        && RouteRule.Hosts(router.Rule).Contains(host, StringComparer.OrdinalIgnoreCase)
        && (path is null ? !RouteRule.Paths(router.Rule).Any() : RouteRule.Paths(router.Rule).Contains(path, StringComparer.Ordinal)));

    /// <summary>Sets a route: routers that have the host and the path get what is asked for, else there is a new one.</summary>
    public void Set(TraefikRequest request)
    {
        var there = Find(_traefik, request.Host, request.Path).ToList();
        var secure = there.Where(router => router.HasTls).ToList();
        // Where a plain router stands beside one with TLS, it redirects to that.
        var routers = secure.Count > 0 ? secure : there;
        var isNew = routers.Count == 0;
        if (isNew)
        {
            routers = [New(request)];
            Put(Enable, "true");
        }
        else if (_traefik.Disabled)
        {
            Put(Enable, "true");
        }

        Router = routers[0].Name;
        foreach (var router in routers)
        {
            if (request.EntryPoints.Count > 0)
                Put(Option(router, "entrypoints"), string.Join(',', request.EntryPoints));
            if (request.Resolver is not { } resolver)
                continue;
            if (!router.HasTls)
                Put(Option(router, "tls"), "true");
            Put(Option(router, "tls.certresolver"), resolver);
        }

        foreach (var router in there.Count > 0 ? there : routers)
            Serve(router, request, isNew);
    }

    /// <summary>Takes hosts away: routers that have no other go, with the service that bears their name.</summary>
    /// <exception cref="DentropyException"><c>RouteRuleComplex</c>.</exception>
    /// <returns>The routers that had one of the hosts.</returns>
    public IReadOnlyList<TraefikRouter> Remove(IReadOnlySet<string> hosts, string? path)
    {
        var touched = _traefik.Routers
            .Where(router => RouteRule.Hosts(router.Rule).Any(hosts.Contains) && (path is null || RouteRule.Paths(router.Rule).Contains(path, StringComparer.Ordinal)))
            .ToList();
        var gone = new List<TraefikRouter>();
        foreach (var router in touched)
        {
            if (RouteRule.Hosts(router.Rule).All(hosts.Contains))
                gone.Add(router);
            else
                _labels[router.RuleLabel] = RouteRule.Without(router.Rule, hosts) ?? throw RouteErrors.Rule(hosts.First(), _container, router.Rule);
        }

        var left = _traefik.Routers.Except(gone).ToList();
        foreach (var router in gone)
            Drop($"traefik.{(router.IsTcp ? "tcp" : "http")}.routers.{router.Name}.");
        foreach (var name in gone.Where(router => !router.IsTcp).Select(router => router.Name).Where(name => !left.Exists(router => Is(ServiceOf(router), name))))
            Drop($"traefik.http.services.{name}.");
        // Without any router Traefik would make one by its default rule.
        if (left.Count == 0 && gone.Count > 0)
            Put(Enable, "false");
        return touched;
    }

    private TraefikRouter New(TraefikRequest request)
    {
        // Names of routers are shared by everything that one Traefik serves, so this one comes from what the route is for.
        var name = string.Concat((request.Host + request.Path).TrimEnd('/').Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));
        while (_traefik.Routers.Exists(router => Is(router.Name, name)))
            name += "-2";
        var rule = _traefik.Actual($"traefik.http.routers.{name}.rule");
        _labels[rule] = RouteRule.Of(request.Host, request.Path);
        return new TraefikRouter(name, IsTcp: false, rule, _labels[rule]);
    }

    private void Serve(TraefikRouter router, TraefikRequest request, bool isNew)
    {
        var services = _traefik.HttpServices;
        var current = router.Service ?? (services.Count == 1 ? services[0] : null);
        if (request.Port is null && request.Scheme is null)
        {
            if (isNew && services.Count == 1)
                Put(Option(router, "service"), services[0]);
            else if (isNew && services.Count > 1)
                throw RouteErrors.Unfit(_container, $"Container {_container} has the services {string.Join(", ", services)} for Traefik, so it is not clear which one the new route is for. Say the port with -Port.");
            return;
        }

        if (current?.Contains('@', StringComparison.Ordinal) == true)
        {
            Warnings.Add($"Router {router.Name} of container {_container} leads to {current}, which is defined elsewhere: port and scheme are set there.");
            return;
        }

        var service = current is not null && !isNew && IsOnly(current, request) ? current : Fitting(request) ?? Fresh(router);
        Put($"traefik.http.services.{service}.loadbalancer.server.port", Text(request.Port) ?? PortOf(current));
        Put($"traefik.http.services.{service}.loadbalancer.server.scheme", request.Scheme);
        if (!Is(service, current ?? "") || router.Service is not null || isNew)
            Put(Option(router, "service"), service);
    }

    // Whether nothing but this route would change with the service.
    private bool IsOnly(string service, TraefikRequest request)
    {
        var own = Find(_traefik, request.Host, request.Path).ToList();
        return Agrees(service, request) || !_traefik.Routers.Exists(router => !router.IsTcp && !own.Contains(router) && Is(ServiceOf(router), service));
    }

    private bool Agrees(string service, TraefikRequest request) =>
        (request.Port is null || PortOf(service) == Text(request.Port)) && (request.Scheme is null || (Value($"traefik.http.services.{service}.loadbalancer.server.scheme") ?? "http") == request.Scheme);

    private string? Fitting(TraefikRequest request) => request.Port is null ? null : _traefik.HttpServices.Find(service => Agrees(service, request) && PortOf(service) is not null);

    // A service of the router's own. With it there is more than one, or the first one, and routers that name none would get another.
    private string Fresh(TraefikRouter router)
    {
        var services = _traefik.HttpServices;
        var silent = _traefik.Routers.Where(other => !other.IsTcp && other.Service is null && !Is(other.Name, router.Name)).ToList();
        if (services.Count == 1)
        {
            foreach (var other in silent)
                Put(Option(other, "service"), services[0]);
        }
        else if (services.Count == 0 && silent.Count > 0)
        {
            Warnings.Add($"The routers {string.Join(", ", silent.Select(other => other.Name))} of container {_container} name no service, so they follow to the port of this one.");
        }

        var name = router.Name;
        while (services.Contains(name, StringComparer.OrdinalIgnoreCase))
            name += "-2";
        services.Add(name);
        return name;
    }

    private string? ServiceOf(TraefikRouter router) => router.Service ?? (_traefik.HttpServices.Count == 1 ? _traefik.HttpServices[0] : null);

    private string? PortOf(string? service) => service is null ? null : Value($"traefik.http.services.{service}.loadbalancer.server.port");

    private string? Value(string label) => _labels.GetValueOrDefault(_traefik.Actual(label));

    private string Option(TraefikRouter router, string option) => _traefik.Actual($"traefik.http.routers.{router.Name}.{option}");

    private void Put(string label, string? value)
    {
        if (value is not null)
            _labels[_traefik.Actual(label)] = value;
    }

    private void Drop(string beginning)
    {
        foreach (var label in _labels.Keys.Where(label => label.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)).ToList())
            _labels.Remove(label);
    }

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static bool Is(string? left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
