using System.Runtime.CompilerServices;
using Dentropy.Apps;
using Dentropy.Engine.Apps.Routes;
using Dentropy.Engine.Cluster;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Apps;

/// <summary>
/// Routes from host names to apps: by labels for Traefik, or by the proxies that <c>cloud.yaml</c> names. Planning only reads. It keeps its logins until it
/// is disposed.
/// </summary>
/// <param name="store">The inventory, whose folder has <c>cloud.yaml</c>.</param>
/// <param name="engines">The engines.</param>
public sealed class AppRoutes(INodeStore store, DockerEngines engines) : IDisposable
{
    private IReadOnlyList<IRouteWay>? _ways;

    /// <summary>Names of the ways that a cloud has: <c>traefik</c>, and the proxies in its <c>cloud.yaml</c>. Only that file is read.</summary>
    /// <param name="cloud">The cloud folder.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.</exception>
    public static async Task<IReadOnlyList<string>> WaysOfAsync(string cloud, CancellationToken cancellationToken) =>
        [AppRouteSettings.Traefik, .. (await RouteProxy.ReadAllAsync(cloud, cancellationToken).ConfigureAwait(false)).Select(proxy => proxy.Name)];

    /// <summary>What is to be done so that an app has a route.</summary>
    /// <param name="node">The node.</param>
    /// <param name="app">The app's name.</param>
    /// <param name="settings">The route.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DentropyException">
    /// <c>AppNotFound</c>, <c>AppServiceNotFound</c>, <c>InvalidHostname</c>, <c>RouteParameter</c>, <c>RouteServiceUnclear</c>, <c>RoutePortUnclear</c>,
    /// <c>RoutePortNotPublished</c>, <c>RouteConflict</c>, <c>RouteContainerFixed</c>, <c>RouteCertificateNotFound</c>, <c>RouteProxyNotFound</c>,
    /// <c>CloudFileInvalid</c>, and those of the engine and the proxy.
    /// </exception>
    public async Task<AppRoutePlan> PlanSetAsync(DcNode node, string app, AppRouteSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Check(settings);
        var way = (await WaysAsync(settings.Via, cancellationToken).ConfigureAwait(false))[0];
        var found = new RouteApp(node, await new AppCatalog(engines).InspectAsync(node, app, cancellationToken).ConfigureAwait(false));
        return new AppRoutePlan([await way.SetAsync(found, settings, cancellationToken).ConfigureAwait(false)]);
    }

    /// <summary>What is to be done so that routes of an app are gone. Those for other host names stay.</summary>
    /// <param name="node">The node.</param>
    /// <param name="app">The app's name.</param>
    /// <param name="removal">The routes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DentropyException"><c>AppNotFound</c>, <c>AppRouteNotFound</c>, <c>RouteRuleComplex</c>, and those of <see cref="PlanSetAsync"/>.</exception>
    public async Task<AppRoutePlan> PlanRemoveAsync(DcNode node, string app, AppRouteRemoval removal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(removal);
        var ways = await WaysAsync(removal.Via, cancellationToken).ConfigureAwait(false);
        var found = new RouteApp(node, await new AppCatalog(engines).InspectAsync(node, app, cancellationToken).ConfigureAwait(false));
        var steps = new List<RouteStep>();
        foreach (var way in ways)
            steps.AddRange(await way.RemoveAsync(found, removal, cancellationToken).ConfigureAwait(false));
        return steps.Count > 0 ? new AppRoutePlan(steps) : throw RouteErrors.NotFound(app, node.Name, removal.Hostnames);
    }

    /// <summary>Lists routes: those in labels of apps, and hosts at proxies that lead to one of the nodes.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="apps">Names of apps or wildcards; empty for all, which includes hosts at proxies that lead to no app.</param>
    /// <param name="via">Only routes of this way; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Routes by node, then those of each proxy; nodes and proxies that cannot be asked are a failure each.</returns>
    /// <exception cref="DentropyException"><c>RouteProxyNotFound</c>, <c>CloudFileInvalid</c>.</exception>
    public async IAsyncEnumerable<AppRouteListing> ListAsync(IReadOnlyList<DcNode> nodes, IReadOnlyList<string> apps, string? via, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(apps);
        var ways = await WaysAsync(via, cancellationToken).ConfigureAwait(false);
        var wanted = apps.Select(name => NodePattern.Parse(name)).ToList();
        var found = new List<RouteApp>();
        await foreach (var (node, some, failure) in FanOut.RunAsync(nodes, AppWork.DefaultThrottle, AppsAsync, cancellationToken).ConfigureAwait(false))
        {
            found.AddRange(some);
            if (failure is not null)
                yield return new AppRouteListing(node.Name, Route: null, failure);
        }

        foreach (var way in ways)
        {
            var (routes, failure) = await AskAsync(way, nodes, found, cancellationToken).ConfigureAwait(false);
            if (failure is not null)
                yield return new AppRouteListing(way.Name, Route: null, failure);
            foreach (var route in routes.Where(IsWanted).OrderBy(route => route.Node, StringComparer.Ordinal).ThenBy(route => route.App, StringComparer.Ordinal).ThenBy(route => route.ToString(), StringComparer.Ordinal))
                yield return new AppRouteListing(way.Name, route, Failure: null);
        }

        bool IsWanted(DcAppRoute route) => wanted.Count == 0 || (route.App is { } app && wanted.Exists(pattern => pattern.Matches(app)));
    }

    /// <summary>Forgets the logins at proxies.</summary>
    public void Dispose()
    {
        foreach (var way in _ways ?? [])
            way.Dispose();
        _ways = null;
    }

    private static void Check(AppRouteSettings settings)
    {
        RouteLabels.Checked(settings.Hostname);
        if (settings.Port is < 1 or > 65535)
            throw RouteErrors.Unfit(settings.Port.Value.ToString(System.Globalization.CultureInfo.InvariantCulture), $"{settings.Port} is not a port. Give one from 1 to 65535.");
        if (settings.Scheme is not (null or "http" or "https"))
            throw RouteErrors.Unfit(settings.Scheme, $"{Shown.Text(settings.Scheme)} is no scheme. Say http or https.");
        // A backtick would end the value in a rule.
        if (settings.PathPrefix is { } path && (!path.StartsWith('/') || path.Any(c => c is '`' or '"' or ' ' || char.IsControl(c))))
            throw RouteErrors.Unfit(path, $"{Shown.Text(path)} is no beginning of a path. Give one such as /api.");
        if (settings.EntryPoints.FirstOrDefault(one => one.Length == 0 || one.AsSpan().ContainsAny(" ,\t")) is { } bad)
            throw RouteErrors.Unfit(bad, $"'{Shown.Text(bad)}' is no name of an entry point.");
    }

    private async Task<IReadOnlyList<IRouteWay>> WaysAsync(string? via, CancellationToken cancellationToken)
    {
        if (via == AppRouteSettings.Traefik)
            return [new TraefikWay(engines)];
        _ways ??= [new TraefikWay(engines), .. (await RouteProxy.ReadAllAsync(store.Location, cancellationToken).ConfigureAwait(false)).Select(proxy => new NpmWay(proxy))];
        if (via is null)
            return _ways;
        return _ways.FirstOrDefault(way => way.Name == via) is { } one ? [one] : throw RouteErrors.UnknownProxy(via, [.. _ways.Skip(1).Select(way => way.Name)]);
    }

    private static async Task<(IReadOnlyList<DcAppRoute> Routes, DentropyException? Failure)> AskAsync(IRouteWay way, IReadOnlyList<DcNode> nodes, IReadOnlyList<RouteApp> apps, CancellationToken cancellationToken)
    {
        try
        {
            return (await way.ListAsync(nodes, apps, cancellationToken).ConfigureAwait(false), null);
        }
        catch (DentropyException e)
        {
            return ([], e);
        }
    }

    private async Task<(DcNode Node, IReadOnlyList<RouteApp> Apps, DentropyException? Failure)> AppsAsync(DcNode node, CancellationToken cancellationToken)
    {
        try
        {
            var catalog = new AppCatalog(engines);
            var apps = new List<RouteApp>();
            await foreach (var listing in catalog.ListAsync([node], new AppQuery(), cancellationToken).ConfigureAwait(false))
            {
                if (listing.Failure is not null)
                    return (node, [], listing.Failure);
                if (listing.App is { } app)
                    apps.Add(new RouteApp(node, await catalog.InspectAsync(node, app.Name, cancellationToken).ConfigureAwait(false)));
            }

            return (node, apps, null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return (node, [], e as DentropyException ?? LinkErrors.Broken(node.Name, e));
        }
    }
}
