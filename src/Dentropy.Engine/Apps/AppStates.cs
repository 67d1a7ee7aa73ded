using Dentropy.Apps;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Apps;

/// <summary>What the states of containers mean for their app.</summary>
internal static class AppStates
{
    public static DcAppState State(IReadOnlyCollection<ContainerDetails> containers)
    {
        if (containers.Count == 0)
            return DcAppState.Missing;
        if (containers.Any(container => container.State.IsRestarting))
            return DcAppState.Restarting;
        var running = containers.Where(container => container.State.IsRunning).ToList();
        if (running.Count == 0)
            return DcAppState.Stopped;
        if (running.TrueForAll(container => container.State.IsPaused))
            return DcAppState.Paused;
        return running.TrueForAll(container => !container.State.IsPaused) && containers.Except(running).All(IsDone) ? DcAppState.Running : DcAppState.Partial;
    }

    /// <summary>Whether a container is a job that did its work: it ended well and nothing is to start it again.</summary>
    public static bool IsDone(ContainerDetails container) =>
        container.State is { IsRunning: false, Status: "exited", ExitCode: 0 } && container.RestartPolicy is "no" or "on-failure";

    public static DcAppHealth Health(IEnumerable<ContainerDetails> containers) =>
        containers.Select(Health).Where(health => health != DcAppHealth.None).DefaultIfEmpty(DcAppHealth.None).MaxBy(Weight);

    // What a check said before the container ended says nothing of now.
    public static DcAppHealth Health(ContainerDetails container) => container.State is not { IsRunning: true, Health: { } health } ? DcAppHealth.None : health switch
    {
        "healthy" => DcAppHealth.Healthy,
        "unhealthy" => DcAppHealth.Unhealthy,
        "starting" => DcAppHealth.Starting,
        _ => DcAppHealth.None,
    };

    private static int Weight(DcAppHealth health) => health switch
    {
        DcAppHealth.Unhealthy => 3,
        DcAppHealth.Starting => 2,
        DcAppHealth.Healthy => 1,
        _ => 0,
    };
}
