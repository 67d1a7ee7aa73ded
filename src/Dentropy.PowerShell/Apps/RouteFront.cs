using Dentropy.Apps;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Docker;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Apps;

// What the cmdlets for routes have in common: one opener a cloud, one question for each change, and what came of it.
internal sealed class RouteFront(CloudCmdlet cmdlet) : IDisposable
{
    private readonly Dictionary<string, AppRoutes> _open = new(StringComparer.Ordinal);
    private readonly DockerEngines _engines = Session.Current.Docker();

    public AppRoutes Of(string? cloud)
    {
        var store = cmdlet.OpenStore(string.IsNullOrEmpty(cloud) ? null : cloud);
        if (!_open.TryGetValue(store.Location, out var routes))
            _open.Add(store.Location, routes = new AppRoutes(store, _engines));
        return routes;
    }

    // Shows what differs, asks, does it. Under -WhatIf the planned routes come back where -PassThru asks for them.
    public async Task ApplyAsync(AppMatch match, AppRoutePlan plan, bool passThru, CancellationToken cancellationToken)
    {
        var go = false;
        var planned = false;
        foreach (var route in plan.Routes)
        {
            foreach (var warning in route.Warnings)
                cmdlet.WriteWarning(warning);
        }

        if (plan.HasChanges)
            go = cmdlet.Confirm($"{match.Name} on {match.Node.Name}", Action(plan), out planned);
        if (!plan.HasChanges || (planned && passThru))
        {
            foreach (var route in plan.Routes)
                cmdlet.WriteObject(route);
        }

        if (!go)
            return;
        using var progress = new PumpProgress<AppDeployStep>(step => cmdlet.WriteProgress(new System.Management.Automation.ProgressRecord(0, $"Routes of {match.Name} on {match.Node.Name}", step.ToString())));
        var told = plan.Routes.SelectMany(route => route.Warnings).ToHashSet(StringComparer.Ordinal);
        foreach (var route in await plan.ApplyAsync(progress, cancellationToken))
        {
            foreach (var warning in route.Warnings.Where(warning => !told.Contains(warning)))
                cmdlet.WriteWarning(warning);
            cmdlet.WriteObject(route);
        }
    }

    public void Dispose()
    {
        foreach (var routes in _open.Values)
            routes.Dispose();
        _open.Clear();
    }

    private static string Action(AppRoutePlan plan) => string.Join(
        "; ", plan.Routes.Select(route => $"{route.Action} route {route} via {route.Via}: {string.Join(", ", route.Changes)}"));
}
