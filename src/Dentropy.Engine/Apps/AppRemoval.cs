using Dentropy.Apps;
using Dentropy.Engine.Docker;
using Dentropy.Nodes;

namespace Dentropy.Engine.Apps;

/// <summary>Removes apps: their containers, the networks that were made for them, and volumes only where that is asked for.</summary>
/// <param name="engines">The engines.</param>
public sealed class AppRemoval(DockerEngines engines)
{
    /// <summary>What a removal would take away. Nothing is changed.</summary>
    /// <param name="node">The node.</param>
    /// <param name="app">The app, as it was inspected.</param>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<AppRemovalPlan> PlanAsync(DcNode node, AppDetails app, AppRemovalSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(settings);
        var client = await engines.GetAsync(node, cancellationToken).ConfigureAwait(false);
        var project = $"{AppLabels.Project}={app.App.Name}";
        var networks = app.App.Kind == DcAppKind.Compose ? await client.Networks.ListAsync([project], cancellationToken).ConfigureAwait(false) : [];
        var labelled = app.App.Kind == DcAppKind.Compose ? await client.Volumes.ListAsync([project], cancellationToken).ConfigureAwait(false) : [];
        var own = app.Containers.Select(container => container.Id).ToHashSet(StringComparer.Ordinal);
        var others = (await client.Containers.ListAsync(all: true, [], cancellationToken).ConfigureAwait(false))
            .Where(container => !own.Contains(container.Id))
            .SelectMany(container => container.Mounts)
            .Select(mount => mount.Name)
            .ToHashSet(StringComparer.Ordinal);
        var all = app.Volumes.Concat(labelled).DistinctBy(volume => volume.Name, StringComparer.Ordinal).OrderBy(volume => volume.Name, StringComparer.Ordinal).ToList();
        var removed = settings.Volumes ? all.Where(volume => IsOwn(app.App, volume) && !others.Contains(volume.Name)).ToList() : [];
        return new AppRemovalPlan(
            [.. StartOrder.Levels(app.Containers).Reverse().SelectMany(level => level).Select(container => container.Name)],
            [.. networks.Select(network => network.Name).Order(StringComparer.Ordinal)],
            [.. removed.Select(volume => volume.Name)],
            [.. all.Except(removed).Select(volume => volume.Name)]);
    }

    /// <summary>Stops and removes an app.</summary>
    /// <param name="node">The node.</param>
    /// <param name="app">The app, as it was inspected.</param>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Ends the removal; what is removed by then stays removed.</param>
    /// <returns>What was taken away.</returns>
    /// <exception cref="DentropyException">What the engine says where something cannot be removed.</exception>
    public async Task<AppRemovalPlan> RemoveAsync(DcNode node, AppDetails app, AppRemovalSettings settings, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(node, app, settings, cancellationToken).ConfigureAwait(false);
        var client = await engines.GetAsync(node, cancellationToken).ConfigureAwait(false);
        foreach (var level in StartOrder.Levels(app.Containers).Reverse())
        {
            await Task.WhenAll(level.Select(async container =>
            {
                if (container.State.IsPaused)
                    await client.Containers.UnpauseAsync(container.Id, cancellationToken).ConfigureAwait(false);
                await GoneAsync(() => client.Containers.StopAsync(container.Id, settings.Grace, cancellationToken)).ConfigureAwait(false);
                await GoneAsync(() => client.Containers.RemoveAsync(container.Id, force: true, volumes: false, cancellationToken)).ConfigureAwait(false);
            })).ConfigureAwait(false);
        }

        foreach (var network in plan.Networks)
            await GoneAsync(() => client.Networks.RemoveAsync(network, cancellationToken)).ConfigureAwait(false);
        foreach (var volume in plan.Volumes)
            await GoneAsync(() => client.Volumes.RemoveAsync(volume, force: false, cancellationToken)).ConfigureAwait(false);
        return plan;
    }

    // A compose project says which volumes are its own, so another one that it mounts is external. Elsewhere what is mounted is all that is known.
    private static bool IsOwn(DcApp app, VolumeDetails volume) =>
        app.Kind != DcAppKind.Compose
        || AppRecords.IsAnonymous(volume.Name)
        || (volume.Labels.TryGetValue(AppLabels.Project, out var project) && project == app.Name);

    // What somebody else has removed meanwhile is as it should be.
    private static async Task GoneAsync(Func<Task> remove)
    {
        try
        {
            await remove().ConfigureAwait(false);
        }
        catch (DentropyException e) when (e.Category == DentropyErrorCategory.ObjectNotFound)
        {
            // Gone.
        }
    }
}
