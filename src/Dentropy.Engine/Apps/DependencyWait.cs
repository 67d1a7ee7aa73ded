using Dentropy.Apps;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Apps;

/// <summary>Waits for what a container's service waits for in others.</summary>
internal sealed class DependencyWait(DockerClient client, string app)
{
    /// <exception cref="DentropyException"><c>AppDependencyFailed</c>.</exception>
    public async Task ForAsync(ContainerDetails container, IReadOnlyList<ContainerDetails> all, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var service = AppGroups.Service(container.Labels, container.Name);
        foreach (var dependency in StartOrder.Dependencies(container.Labels).Where(one => one.Condition != StartCondition.Started))
        {
            var ids = all
                .Where(other => !AppGroups.IsOneOff(other.Labels) && AppGroups.Service(other.Labels, other.Name) == dependency.Service)
                .Select(other => other.Id)
                .ToList();
            await ForAsync(service, dependency, ids, timeout, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task ForAsync(string service, StartDependency dependency, IReadOnlyList<string> ids, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
            return;
        var left = timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero;
        if (dependency.Condition == StartCondition.Healthy)
        {
            var health = await new HealthWait().WaitAsync(client, ids, left, cancellationToken).ConfigureAwait(false);
            if (health is DcAppHealth.Unhealthy or DcAppHealth.Starting)
                throw Failed(service, dependency, health == DcAppHealth.Unhealthy ? "is not healthy" : "was not healthy in time");
            return;
        }

        if (dependency.Condition != StartCondition.Completed)
            return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(left);
        try
        {
            foreach (var id in ids)
            {
                if (await client.Containers.WaitAsync(id, limit.Token).ConfigureAwait(false) is not 0 and var code)
                    throw Failed(service, dependency, $"ended with exit code {code}");
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(service, dependency, "did not end in time");
        }
    }

    private DentropyException Failed(string service, StartDependency dependency, string why) =>
        AppErrors.DependencyFailed(client.Node.Name, app, service, dependency.Service, why);
}
