using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Apps.Routes;

/// <summary>What stands in the way of a route, each with its way out.</summary>
internal static class RouteErrors
{
    public static DentropyException Conflict(string host, string holder, string wayOut) => new(
        "RouteConflict", DentropyErrorCategory.ResourceExists, host, $"{host} is used already: {holder}. Nothing was changed; {wayOut}.");

    public static DentropyException NotFound(string app, string node, IEnumerable<string> hosts) => new(
        "AppRouteNotFound",
        DentropyErrorCategory.ObjectNotFound,
        app,
        $"App '{app}' on node '{node}' has no route for {string.Join(", ", hosts)}. Get-DcAppRoute lists the routes.");

    public static DentropyException ServiceUnclear(RouteApp app, string why) => new(
        "RouteServiceUnclear",
        DentropyErrorCategory.InvalidArgument,
        app.Name,
        $"Which service of app '{app.Name}' on node '{app.Node.Name}' requests shall go to is not clear: {why}. Say it with -Service; there are {string.Join(", ", app.Services.Select(service => service.Name))}.");

    public static DentropyException PortUnclear(RouteApp app, string service, string why) => new(
        "RoutePortUnclear",
        DentropyErrorCategory.InvalidArgument,
        service,
        $"Which port of service '{service}' of app '{app.Name}' on node '{app.Node.Name}' requests shall go to is not clear: {why}. Nothing was changed; say it with -Port.");

    public static DentropyException NotPublished(RouteApp app, string service, string port, string via) => new(
        "RoutePortNotPublished",
        DentropyErrorCategory.ObjectNotFound,
        service,
        $"Service '{service}' of app '{app.Name}' does not publish {port} on node '{app.Node.Name}', so {via} cannot reach it. Nothing was changed; publish the port in the compose file, and deploy it with Deploy-DcApp.");

    public static DentropyException Unfit(string value, string problem) => new(
        "RouteParameter", DentropyErrorCategory.InvalidArgument, value, $"{problem} Nothing was changed.");

    public static DentropyException Rule(string host, string container, string rule) => new(
        "RouteRuleComplex",
        DentropyErrorCategory.InvalidData,
        host,
        $"{host} cannot be taken out of the rule of container {container} without changing what else it says: {Shown.Text(rule)}. Nothing was changed; change the rule where the app is deployed.");

    public static DentropyException NotReplaceable(string container, string node, string why) => new(
        "RouteContainerFixed",
        DentropyErrorCategory.ResourceBusy,
        container,
        $"Container {container} on node '{node}' cannot be made anew, which other labels need: {why}. Nothing was changed.");

    public static DentropyException Failed(string container, string node, string how) => new(
        "RouteContainerFailed",
        DentropyErrorCategory.InvalidResult,
        container,
        $"The container that was to take the place of {container} on node '{node}' {how}.");

    public static DentropyException Unseen(DentropyException cause, string container, string node) => new(
        cause.ErrorId, cause.Category, cause.Target, $"{cause.Message} Node '{node}' brings container {container} back by itself; see with Get-DcApp.", cause);

    public static DentropyException UnknownProxy(string via, IReadOnlyList<string> known) => new(
        "RouteProxyNotFound",
        DentropyErrorCategory.ObjectNotFound,
        via,
        $"There is no way '{Shown.Text(via)}' for routes: {AppRouteSettings.Traefik} is always there{(known.Count > 0 ? $", and cloud.yaml has {string.Join(", ", known)}" : ", and cloud.yaml has no proxy below routes:")}.");

    public static DentropyException Proxy(string errorId, DentropyErrorCategory category, string proxy, string problem, Exception? cause = null) => new(
        errorId, category, proxy, $"{proxy}: {problem}", cause);
}
