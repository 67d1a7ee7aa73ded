using Dentropy.Apps;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Apps;

/// <summary>Waits until containers are up and their health checks pass.</summary>
public sealed class HealthWait
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(1);

    /// <summary>The containers that were not healthy when the waiting ended.</summary>
    public IReadOnlyList<ContainerDetails> Culprits { get; private set; } = [];

    /// <summary>Waits for all of the containers.</summary>
    /// <param name="client">The engine.</param>
    /// <param name="containerIds">Full ids.</param>
    /// <param name="timeout">The longest time to wait.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>
    /// <c>Healthy</c>: every check passes and the rest runs, or did its work and ended with 0. <c>None</c>: the same, and there is no check.
    /// <c>Unhealthy</c>: a check has failed as often as it may, or a container ended otherwise and is not started again. <c>Starting</c>: the time is over.
    /// </returns>
    /// <exception cref="DentropyException"><c>ContainerNotFound</c>, or the engine's failure to answer.</exception>
    public async Task<DcAppHealth> WaitAsync(DockerClient client, IReadOnlyList<string> containerIds, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(containerIds);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        var pause = s_first;
        Culprits = [];
        try
        {
            while (true)
            {
                var containers = await Task.WhenAll(containerIds.Select(id => client.Containers.InspectAsync(id, limit.Token))).ConfigureAwait(false);
                var broken = containers.Where(IsBroken).ToList();
                var waiting = containers.Where(IsWaiting).ToList();
                Culprits = broken.Count > 0 ? broken : waiting;
                if (broken.Count > 0)
                    return DcAppHealth.Unhealthy;
                if (waiting.Count == 0)
                    return AppStates.Health(containers);
                await Task.Delay(pause, limit.Token).ConfigureAwait(false);
                pause = pause * 1.5 < s_longest ? pause * 1.5 : s_longest;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return DcAppHealth.Starting;
        }
    }

    private static bool IsBroken(ContainerDetails container) =>
        AppStates.Health(container) == DcAppHealth.Unhealthy
        || (container.State is { IsRunning: false, IsRestarting: false, Status: "exited" or "dead" } && !AppStates.IsDone(container));

    private static bool IsWaiting(ContainerDetails container) =>
        container.State.IsRestarting || (container.State.IsRunning ? AppStates.Health(container) == DcAppHealth.Starting || LacksFirstAnswer(container) : !AppStates.IsDone(container));

    // Just after the start the engine has not written yet that the check is there.
    private static bool LacksFirstAnswer(ContainerDetails container) => container.HasHealthCheck && container.State.Health is null;
}
