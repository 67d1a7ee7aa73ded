using System.Diagnostics;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Docker.Helper;

namespace Dentropy.Engine.Backups.Create;

/// <summary>Takes an app down for the copying, and up again as it was: what was stopped stays stopped, what was paused stays paused.</summary>
internal sealed class AppHold
{
    private static readonly TimeSpan s_defaultGrace = TimeSpan.FromSeconds(10);

    private readonly DockerClient _client;
    private readonly AppPower _power;
    private readonly AppDetails _app;
    private readonly IReadOnlyList<IReadOnlyList<ContainerDetails>> _levels;
    private readonly HashSet<string> _stopped = new(StringComparer.Ordinal);
    private readonly Stopwatch _down = new();
    private readonly bool _stops;

    public AppHold(DockerClient client, AppPower power, AppDetails app, BackupConsistency consistency)
    {
        (_client, _power, _app) = (client, power, app);
        _stops = consistency == BackupConsistency.Stop;
        var touched = consistency == BackupConsistency.None
            ? []
            : app.Containers.Where(container => container.State is { IsPaused: false } state && (state.IsRunning || (_stops && state.IsRestarting))).ToList();
        _levels = StartOrder.Levels(touched);
    }

    /// <summary>Time in which the app was not there.</summary>
    public TimeSpan Downtime => _down.Elapsed;

    /// <summary>Whether anything is taken down at all.</summary>
    public bool Any => _levels.Count > 0;

    /// <summary>Containers that are frozen where others are stopped, since Docker would remove them.</summary>
    public IEnumerable<ContainerDetails> Frozen => _levels.SelectMany(level => level).Where(container => !Stops(container) && _stops);

    /// <summary>The longest stop.</summary>
    public TimeSpan Grace => _levels.SelectMany(level => level).Where(Stops).Select(container => container.StopTimeout ?? s_defaultGrace).DefaultIfEmpty(TimeSpan.Zero).Max();

    /// <summary>What brings the app back, in the order in which it is taken down.</summary>
    public IReadOnlyList<GuardAction> Undo =>
        [.. _levels.Reverse().SelectMany(level => level).Select(container => new GuardAction(Stops(container) ? GuardActionKind.StartContainer : GuardActionKind.UnpauseContainer, container.Id))];

    /// <summary>Takes it down, what starts last first. Between two levels it can be cancelled; a stop that has begun is waited for, since it cannot be taken back.</summary>
    public async Task TakeDownAsync(CancellationToken cancellationToken)
    {
        foreach (var level in _levels.Reverse())
        {
            cancellationToken.ThrowIfCancellationRequested();
            _down.Start();
            await Task.WhenAll(level.Select(async container =>
            {
                if (Stops(container))
                {
                    await _client.Containers.StopAsync(container.Id, grace: null, CancellationToken.None).ConfigureAwait(false);
                }
                else
                {
                    await _client.Containers.PauseAsync(container.Id, CancellationToken.None).ConfigureAwait(false);
                }

                lock (_stopped)
                {
                    _stopped.Add(container.Id);
                }
            })).ConfigureAwait(false);
        }
    }

    /// <summary>Brings it up, in start order; conditions that services wait for are waited for.</summary>
    public async Task BringUpAsync(CancellationToken cancellationToken)
    {
        if (Any)
        {
            var now = await Task.WhenAll(_app.Containers.Select(container => _client.Containers.InspectAsync(container.Id, cancellationToken))).ConfigureAwait(false);
            var touched = _levels.SelectMany(level => level).Select(container => container.Id).ToList();
            await _power.StartAsync(_client.Node, _app with { Containers = now }, new AppPowerSettings { Containers = touched }, cancellationToken).ConfigureAwait(false);
        }

        _down.Stop();
    }

    private bool Stops(ContainerDetails container) => _stops && !container.IsRemovedAtEnd;
}
