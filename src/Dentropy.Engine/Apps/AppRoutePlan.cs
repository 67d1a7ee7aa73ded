using Dentropy.Apps;
using Dentropy.Engine.Apps.Routes;

namespace Dentropy.Engine.Apps;

/// <summary>What a change of routes would do. Nothing is changed until <see cref="ApplyAsync"/>.</summary>
public sealed class AppRoutePlan
{
    private readonly IReadOnlyList<RouteStep> _steps;

    internal AppRoutePlan(IReadOnlyList<RouteStep> steps) => _steps = steps;

    /// <summary>The routes as they would be, with what differs. Those that are right already have the action <see cref="DcAppRouteAction.Keep"/>.</summary>
    public IReadOnlyList<DcAppRoute> Routes => [.. _steps.Select(step => step.Planned)];

    /// <summary>Whether anything is to change.</summary>
    public bool HasChanges => _steps.Any(step => step.Apply is not null);

    /// <summary>Makes the changes, one after the other.</summary>
    /// <param name="progress">Told what is done to containers, before it is done; may be null.</param>
    /// <param name="cancellationToken">Ends it. A container that is being made anew is brought back as it was.</param>
    /// <returns>The routes, as they are now.</returns>
    /// <exception cref="DentropyException">
    /// <c>AppBusy</c>; <c>AppUnhealthy</c>, <c>AppNotHealthyInTime</c>, <c>RouteContainerFailed</c> and what the engine says: the old container was brought
    /// back. <c>GuardLost</c>: the node does that by itself. <c>RouteConflict</c>, <c>RouteProxyRefused</c>, <c>RouteProxyForbidden</c>,
    /// <c>RouteProxyLogin</c>, and those of services: the proxy said no or is not there.
    /// </exception>
    public async Task<IReadOnlyList<DcAppRoute>> ApplyAsync(IProgress<AppDeployStep>? progress, CancellationToken cancellationToken)
    {
        var done = new List<DcAppRoute>();
        foreach (var step in _steps)
        {
            if (step.Apply is null)
            {
                done.Add(step.Planned);
                continue;
            }

            var (downtime, warnings) = await step.Apply(progress, cancellationToken).ConfigureAwait(false);
            done.Add(step.Planned with { Applied = true, Downtime = downtime, Warnings = [.. step.Planned.Warnings, .. warnings] });
        }

        return done;
    }
}
