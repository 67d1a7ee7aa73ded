using System.Diagnostics;
using Dentropy.Apps;
using Dentropy.Engine.Docker;
using Dentropy.Nodes;

namespace Dentropy.Engine.Apps;

/// <summary>
/// Starts, stops, restarts and pauses apps: services that others depend on start first and stop last, and what is waited for in them
/// (<c>service_healthy</c>, <c>service_completed_successfully</c>) is waited for at every start.
/// </summary>
/// <param name="engines">The engines.</param>
public sealed class AppPower(DockerEngines engines)
{
    // A restart that was interrupted after its stop still starts the app again, but not for ever.
    private static readonly TimeSpan s_afterStop = TimeSpan.FromMinutes(2);

    /// <summary>Starts what does not run, and lets go on what is paused.</summary>
    /// <param name="node">The node.</param>
    /// <param name="app">The app.</param>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Ends the waiting; what was started goes on.</param>
    /// <returns>The app in its new state.</returns>
    /// <exception cref="DentropyException">
    /// <c>AppDependencyFailed</c>, <c>AppUnhealthy</c>, <c>AppNotHealthyInTime</c>, or what the engine says where a container cannot start.
    /// </exception>
    public async Task<DcApp> StartAsync(DcNode node, AppDetails app, AppPowerSettings settings, CancellationToken cancellationToken)
    {
        var client = await engines.GetAsync(node, cancellationToken).ConfigureAwait(false);
        await StartAsync(client, app, settings, cancellationToken).ConfigureAwait(false);
        return await NewStateAsync(node, app, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts an app by its name; see <see cref="StartAsync(DcNode, AppDetails, AppPowerSettings, CancellationToken)"/>.</summary>
    /// <param name="node">The node.</param>
    /// <param name="app">The app's name.</param>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DentropyException"><c>AppNotFound</c>, and those of the other overload.</exception>
    public async Task<DcApp> StartAsync(DcNode node, string app, AppPowerSettings settings, CancellationToken cancellationToken) =>
        await StartAsync(node, await FindAsync(node, app, cancellationToken).ConfigureAwait(false), settings, cancellationToken).ConfigureAwait(false);

    /// <summary>Stops every container that runs, in reverse start order.</summary>
    /// <param name="node">The node.</param>
    /// <param name="app">The app.</param>
    /// <param name="settings">How; <see cref="AppPowerSettings.Wait"/> has no meaning here, since a stop is always waited for.</param>
    /// <param name="cancellationToken">Ends the stopping between two levels of the order; what was stopped stays stopped.</param>
    /// <returns>The app in its new state.</returns>
    /// <exception cref="DentropyException">What the engine says where a container cannot be stopped.</exception>
    public async Task<DcApp> StopAsync(DcNode node, AppDetails app, AppPowerSettings settings, CancellationToken cancellationToken)
    {
        var client = await engines.GetAsync(node, cancellationToken).ConfigureAwait(false);
        await StopAsync(client, app, settings, cancellationToken, cancellationToken).ConfigureAwait(false);
        return await NewStateAsync(node, app, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops an app by its name; see <see cref="StopAsync(DcNode, AppDetails, AppPowerSettings, CancellationToken)"/>.</summary>
    /// <param name="node">The node.</param>
    /// <param name="app">The app's name.</param>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Ends the stopping.</param>
    /// <exception cref="DentropyException"><c>AppNotFound</c>, and those of the other overload.</exception>
    public async Task<DcApp> StopAsync(DcNode node, string app, AppPowerSettings settings, CancellationToken cancellationToken) =>
        await StopAsync(node, await FindAsync(node, app, cancellationToken).ConfigureAwait(false), settings, cancellationToken).ConfigureAwait(false);

    /// <summary>Stops the whole app and starts it again. Jobs that did their work are not run again. Once something was stopped, it is started again even where the restart is cancelled.</summary>
    /// <param name="node">The node.</param>
    /// <param name="app">The app.</param>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The app in its new state.</returns>
    /// <exception cref="DentropyException">As for a start.</exception>
    public async Task<DcApp> RestartAsync(DcNode node, AppDetails app, AppPowerSettings settings, CancellationToken cancellationToken)
    {
        var client = await engines.GetAsync(node, cancellationToken).ConfigureAwait(false);
        var start = settings with { Containers = [.. Chosen(app, settings).Where(container => !AppStates.IsDone(container)).Select(container => container.Id)] };
        try
        {
            // A stop that nobody waits for still happens, after the start that was to make up for it. So each is waited for.
            await StopAsync(client, app, settings, CancellationToken.None, cancellationToken).ConfigureAwait(false);
            await StartAsync(client, await AgainAsync(client, app, cancellationToken).ConfigureAwait(false), start, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            using var limit = new CancellationTokenSource(s_afterStop);
            await StartAsync(client, await AgainAsync(client, app, limit.Token).ConfigureAwait(false), start with { Wait = false }, limit.Token).ConfigureAwait(false);
            throw;
        }

        return await NewStateAsync(node, app, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Restarts an app by its name; see <see cref="RestartAsync(DcNode, AppDetails, AppPowerSettings, CancellationToken)"/>.</summary>
    /// <param name="node">The node.</param>
    /// <param name="app">The app's name.</param>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DentropyException"><c>AppNotFound</c>, and those of the other overload.</exception>
    public async Task<DcApp> RestartAsync(DcNode node, string app, AppPowerSettings settings, CancellationToken cancellationToken) =>
        await RestartAsync(node, await FindAsync(node, app, cancellationToken).ConfigureAwait(false), settings, cancellationToken).ConfigureAwait(false);

    /// <summary>Freezes every container that runs, in reverse start order. Nothing is lost, and nothing is flushed either.</summary>
    /// <param name="node">The node.</param>
    /// <param name="app">The app.</param>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Ends the work between two levels of the order.</param>
    /// <returns>The app in its new state.</returns>
    /// <exception cref="DentropyException">What the engine says where a container cannot be paused.</exception>
    public async Task<DcApp> PauseAsync(DcNode node, AppDetails app, AppPowerSettings settings, CancellationToken cancellationToken)
    {
        var client = await engines.GetAsync(node, cancellationToken).ConfigureAwait(false);
        foreach (var level in StartOrder.Levels(Chosen(app, settings)).Reverse())
        {
            var running = level.Where(container => container.State is { IsRunning: true, IsPaused: false, IsRestarting: false });
            await Task.WhenAll(running.Select(container => client.Containers.PauseAsync(container.Id, cancellationToken))).ConfigureAwait(false);
        }

        return await NewStateAsync(node, app, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets every paused container go on, in start order.</summary>
    /// <param name="node">The node.</param>
    /// <param name="app">The app, as it was inspected after it was paused.</param>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Ends the work between two levels of the order.</param>
    /// <returns>The app in its new state.</returns>
    /// <exception cref="DentropyException">What the engine says where a container cannot go on.</exception>
    public async Task<DcApp> UnpauseAsync(DcNode node, AppDetails app, AppPowerSettings settings, CancellationToken cancellationToken)
    {
        var client = await engines.GetAsync(node, cancellationToken).ConfigureAwait(false);
        foreach (var level in StartOrder.Levels(Chosen(app, settings)))
        {
            await Task.WhenAll(level.Where(container => container.State.IsPaused)
                .Select(container => client.Containers.UnpauseAsync(container.Id, cancellationToken))).ConfigureAwait(false);
        }

        return await NewStateAsync(node, app, cancellationToken).ConfigureAwait(false);
    }

    private static IReadOnlyList<ContainerDetails> Chosen(AppDetails app, AppPowerSettings settings) =>
        settings.Containers is { } only ? [.. app.Containers.Where(container => only.Contains(container.Id, StringComparer.Ordinal))] : app.Containers;

    private static async Task StartAsync(DockerClient client, AppDetails app, AppPowerSettings settings, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var wait = new DependencyWait(client, app.App.Name);
        var started = new List<string>();
        var chosen = Chosen(app, settings).Where(container => settings.Containers is not null || !AppGroups.IsOneOff(container.Labels)).ToList();
        foreach (var level in StartOrder.Levels(chosen))
        {
            await Task.WhenAll(level.Select(async container =>
            {
                await wait.ForAsync(container, app.Containers, settings.Timeout - watch.Elapsed, cancellationToken).ConfigureAwait(false);
                if (container.State.IsPaused)
                    await client.Containers.UnpauseAsync(container.Id, cancellationToken).ConfigureAwait(false);
                else if (!container.State.IsRunning)
                    await client.Containers.StartAsync(container.Id, cancellationToken).ConfigureAwait(false);
            })).ConfigureAwait(false);
            started.AddRange(level.Select(container => container.Id));
        }

        if (settings.Wait)
            await HealthyAsync(client, app.App.Name, started, settings.Timeout - watch.Elapsed, settings.Timeout, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for containers to be healthy.</summary>
    internal static async Task HealthyAsync(DockerClient client, string app, IReadOnlyList<string> ids, TimeSpan left, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var health = new HealthWait();
        var result = await health.WaitAsync(client, ids, left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        if (result is DcAppHealth.Unhealthy or DcAppHealth.Starting)
            throw AppErrors.NotHealthy(client.Node.Name, app, result, timeout, health.Culprits);
    }

    private static async Task StopAsync(DockerClient client, AppDetails app, AppPowerSettings settings, CancellationToken cancellationToken, CancellationToken between)
    {
        foreach (var level in StartOrder.Levels(Chosen(app, settings)).Reverse())
        {
            between.ThrowIfCancellationRequested();
            await Task.WhenAll(level.Where(container => container.State.IsRunning || container.State.IsRestarting).Select(async container =>
            {
                // Frozen processes cannot act on a signal.
                if (container.State.IsPaused)
                    await client.Containers.UnpauseAsync(container.Id, cancellationToken).ConfigureAwait(false);
                await client.Containers.StopAsync(container.Id, settings.Grace, cancellationToken).ConfigureAwait(false);
            })).ConfigureAwait(false);
        }
    }

    // The same containers as they are now.
    private static async Task<AppDetails> AgainAsync(DockerClient client, AppDetails app, CancellationToken cancellationToken)
    {
        var containers = await Task.WhenAll(app.Containers.Select(container => client.Containers.InspectAsync(container.Id, cancellationToken))).ConfigureAwait(false);
        return app with { Containers = containers };
    }

    private Task<AppDetails> FindAsync(DcNode node, string app, CancellationToken cancellationToken) =>
        new AppCatalog(engines).InspectAsync(node, app, cancellationToken);

    private async Task<DcApp> NewStateAsync(DcNode node, AppDetails app, CancellationToken cancellationToken) =>
        (await FindAsync(node, app.App.Name, cancellationToken).ConfigureAwait(false)).App;
}
