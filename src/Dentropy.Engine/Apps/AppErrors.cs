using Dentropy.Apps;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Apps;

/// <summary>What can go wrong with apps, each with its way out.</summary>
internal static class AppErrors
{
    public static DentropyException NotFound(string app, IReadOnlyList<string> nodes, IEnumerable<string> known)
    {
        var near = NearNames.Find(app, known);
        var hint = near.Count > 0 ? $"Did you mean {string.Join(", ", near)}?" : "Get-DcApp lists the apps.";
        return new DentropyException("AppNotFound", DentropyErrorCategory.ObjectNotFound, app, $"There is no app '{Inventory.Shown.Text(app)}' on {Nodes(nodes)}. {hint}");
    }

    public static DentropyException Ambiguous(string app, IReadOnlyList<string> nodes) => new(
        "AppAmbiguous",
        DentropyErrorCategory.InvalidArgument,
        app,
        $"There is an app '{app}' on {Nodes(nodes)}, and nothing was done. Say which one is meant with -Node.");

    public static DentropyException NotHealthy(string node, string app, DcAppHealth health, TimeSpan timeout, IReadOnlyList<ContainerDetails> culprits)
    {
        var names = culprits.Count > 0 ? $" ({string.Join("; ", culprits.Select(Why))})" : "";
        var what = health == DcAppHealth.Unhealthy ? $"is not healthy{names}" : $"was not healthy within {timeout.TotalSeconds:0.###} s{names}";
        return new DentropyException(
            health == DcAppHealth.Unhealthy ? "AppUnhealthy" : "AppNotHealthyInTime",
            health == DcAppHealth.Unhealthy ? DentropyErrorCategory.InvalidResult : DentropyErrorCategory.OperationTimeout,
            app,
            $"App '{app}' on node '{node}' {what}. It was left as it is; look at its log with Get-DcAppLog {app} -Node {node} -Tail 50.");
    }

    public static DentropyException DependencyFailed(string node, string app, string service, string dependency, string why) => new(
        "AppDependencyFailed",
        DentropyErrorCategory.InvalidResult,
        app,
        $"Service '{service}' of app '{app}' on node '{node}' was not started, because '{dependency}' {why}. Look at its log with Get-DcAppLog {app} -Node {node} -Service {dependency} -Tail 50.");

    public static DentropyException NoSuchService(string node, string app, string service, IEnumerable<string> known) => new(
        "AppServiceNotFound",
        DentropyErrorCategory.ObjectNotFound,
        service,
        $"App '{app}' on node '{node}' has no service '{Inventory.Shown.Text(service)}'; it has {string.Join(", ", known)}.");

    private static string Why(ContainerDetails container) => container.State switch
    {
        { IsRunning: true, Health: { } health } => $"{container.Name} is {health}",
        { IsRunning: true } => $"{container.Name} is {container.State.Status}",
        { Error: { } error } => $"{container.Name}: {Inventory.Shown.Text(error)}",
        var state => $"{container.Name} ended with exit code {state.ExitCode}",
    };

    private static string Nodes(IReadOnlyList<string> nodes) => nodes.Count switch
    {
        0 => "any node that answered",
        1 => $"node '{nodes[0]}'",
        <= 5 => $"the nodes {string.Join(", ", nodes)}",
        _ => $"the {nodes.Count} nodes {string.Join(", ", nodes.Take(3))}, ...",
    };
}
