using System.Globalization;
using Dentropy.Apps;
using Dentropy.Engine.Docker;
using Dentropy.Nodes;

namespace Dentropy.Engine.Apps.Routes;

/// <summary>Routes by labels on the app's containers, which Traefik 2 and 3 read.</summary>
internal sealed class TraefikWay(DockerEngines engines) : IRouteWay
{
    public string Name => AppRouteSettings.Traefik;

    public async Task<RouteStep> SetAsync(RouteApp app, AppRouteSettings settings, CancellationToken cancellationToken)
    {
        var host = RouteLabels.Checked(settings.Hostname);
        if (host.Contains('*', StringComparison.Ordinal))
            throw RouteErrors.Unfit(settings.Hostname, $"{settings.Hostname} is many names, which Traefik 2 and 3 write in different ways. Name one host, or set the label where the app is deployed.");
        if (settings.ForwardHost is { } forward)
            throw RouteErrors.Unfit(forward, "-ForwardHost is for proxies: Traefik finds containers by itself. Leave it out.");
        var service = RouteTarget.Service(app, settings.Service, host);
        var client = await engines.GetAsync(app.Node, cancellationToken).ConfigureAwait(false);
        var all = await client.Containers.ListAsync(all: true, [], cancellationToken).ConfigureAwait(false);
        CheckFree(service, all, host, settings.PathPrefix);
        CheckPort(app, service, settings);
        var request = new TraefikRequest(host)
        {
            Path = settings.PathPrefix, EntryPoints = settings.EntryPoints, Resolver = settings.CertificateResolver, Port = settings.Port, Scheme = settings.Scheme,
        };
        var edits = service.Containers.Select(container =>
        {
            var edit = new TraefikEdit(container.Name, container.Labels);
            edit.Set(request);
            return (container, edit);
        }).ToList();
        var there = TraefikEdit.Find(TraefikLabels.Read(service.Containers[0].Labels), host, settings.PathPrefix).Any();
        var route = Routes(app, service, edits[0].edit.Labels).First(one => one.Id == edits[0].edit.Router);
        return await StepAsync(client, app, all, edits, route, there ? DcAppRouteAction.Update : DcAppRouteAction.Create, settings.Switch, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<RouteStep>> RemoveAsync(RouteApp app, AppRouteRemoval removal, CancellationToken cancellationToken)
    {
        var hosts = removal.Hostnames.Select(RouteLabels.Checked).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var steps = new List<RouteStep>();
        foreach (var service in app.Services)
        {
            var edits = service.Containers.Select(container => (container, edit: new TraefikEdit(container.Name, container.Labels))).ToList();
            var gone = edits.Select(one => one.edit.Remove(hosts, removal.PathPrefix)).ToList()[0];
            if (gone.Count == 0)
                continue;
            var client = await engines.GetAsync(app.Node, cancellationToken).ConfigureAwait(false);
            var all = await client.Containers.ListAsync(all: true, [], cancellationToken).ConfigureAwait(false);
            var names = gone.Select(router => router.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var before = Routes(app, service, service.Containers[0].Labels, evenDisabled: true).Where(route => names.Contains(route.Id!)).ToList();
            var lost = before.SelectMany(route => route.Hostnames).Where(hosts.Contains).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
            var route = before[0] with { Hostnames = lost };
            steps.Add(await StepAsync(client, app, all, edits, route, DcAppRouteAction.Remove, removal.Switch, cancellationToken).ConfigureAwait(false));
        }

        return steps;
    }

    public Task<IReadOnlyList<DcAppRoute>> ListAsync(IReadOnlyList<DcNode> nodes, IReadOnlyList<RouteApp> apps, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<DcAppRoute>>(
        [.. apps.SelectMany(app => app.Services.SelectMany(service => Routes(app, service, service.Containers[0].Labels)))]);

    public void Dispose()
    {
        // The engines are the caller's.
    }

    private static async Task<RouteStep> StepAsync(
        DockerClient client,
        RouteApp app,
        IReadOnlyList<ContainerSummary> all,
        IReadOnlyList<(ContainerDetails Container, TraefikEdit Edit)> edits,
        DcAppRoute route,
        DcAppRouteAction action,
        AppRouteSwitch how,
        CancellationToken cancellationToken)
    {
        var swaps = new List<LabelSwap>();
        var changes = new List<DcAppRouteChange>();
        var warnings = new List<string>();
        foreach (var (container, edit) in edits)
        {
            warnings.AddRange(edit.Warnings);
            var differences = Differences(container, edit.Labels);
            if (differences.Count == 0)
                continue;
            SwitchCheck.Check(app, all, container);
            warnings.AddRange(await SwitchCheck.WarningsAsync(client, container, cancellationToken).ConfigureAwait(false));
            changes.AddRange(differences);
            swaps.Add(new LabelSwap(container, edit.Labels));
        }

        var planned = route with { Action = swaps.Count > 0 ? action : DcAppRouteAction.Keep, Changes = changes, Warnings = [.. warnings.Distinct(StringComparer.Ordinal)] };
        return new RouteStep(planned, swaps.Count == 0 ? null : (progress, token) => new LabelSwitch(client, app.Name, swaps, how, progress).RunAsync(token));
    }

    private static List<DcAppRouteChange> Differences(ContainerDetails container, IReadOnlyDictionary<string, string> labels) => [.. container.Labels.Keys.Union(labels.Keys, StringComparer.Ordinal)
        .Where(label => container.Labels.GetValueOrDefault(label) != labels.GetValueOrDefault(label))
        .Order(StringComparer.Ordinal)
        .Select(label => new DcAppRouteChange { Item = container.Name, Name = label, Old = container.Labels.GetValueOrDefault(label), New = labels.GetValueOrDefault(label) })];

    // Of two routers with one rule Traefik takes either.
    private static void CheckFree(RouteService service, IReadOnlyList<ContainerSummary> all, string host, string? path)
    {
        var own = service.Containers.Select(container => container.Id).ToHashSet(StringComparer.Ordinal);
        var other = all.FirstOrDefault(container => !own.Contains(container.Id) && TraefikLabels.Read(container.Labels) is { Disabled: false } traefik && TraefikEdit.Find(traefik, host, path).Any());
        if (other is not null)
            throw RouteErrors.Conflict(host, $"the labels of container {other.Name} route it", "take that route away first with Remove-DcAppRoute, or take another host name");
    }

    private static void CheckPort(RouteApp app, RouteService service, AppRouteSettings settings)
    {
        var container = service.Containers[0];
        if (settings.Port is null && RouteTarget.Exposed(container).Count == 0 && TraefikLabels.Read(container.Labels).HttpServices.Count == 0)
            throw RouteErrors.PortUnclear(app, service.Name, "it exposes none");
    }

    private static IEnumerable<DcAppRoute> Routes(RouteApp app, RouteService service, IReadOnlyDictionary<string, string> labels, bool evenDisabled = false)
    {
        var traefik = TraefikLabels.Read(labels);
        if (traefik.Disabled && !evenDisabled)
            yield break;
        foreach (var router in traefik.Routers)
        {
            var hosts = RouteRule.Hosts(router.Rule).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
            if (hosts.Count == 0)
                continue;
            var kind = router.IsTcp ? "tcp" : "http";
            var to = router.Service ?? (traefik.HttpServices.Count == 1 && !router.IsTcp ? traefik.HttpServices[0] : null);
            yield return new DcAppRoute
            {
                App = app.Name,
                Node = app.Node.Name,
                Service = service.Name,
                Hostnames = hosts,
                Rule = router.Rule,
                Via = AppRouteSettings.Traefik,
                Id = router.Name,
                EntryPoints = Value("entrypoints")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
                Tls = router.HasTls,
                CertificateResolver = Value("tls.certresolver"),
                Port = to is not null && int.TryParse(labels.GetValueOrDefault(traefik.Actual($"traefik.{kind}.services.{to}.loadbalancer.server.port")), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null,
                Cloud = app.Node.Cloud,
            };

            string? Value(string option) => labels.GetValueOrDefault(traefik.Actual($"traefik.{kind}.routers.{router.Name}.{option}"));
        }
    }
}
