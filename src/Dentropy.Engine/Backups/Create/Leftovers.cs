using Dentropy.Engine.Apps;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Docker.Helper;

namespace Dentropy.Engine.Backups.Create;

/// <summary>Helpers of runs that have ended: those whose run has no guard any more.</summary>
internal static class Leftovers
{
    // A helper is made after its guard, so an old one without a guard belongs to nobody.
    private static readonly TimeSpan s_old = TimeSpan.FromMinutes(5);

    public static async Task RemoveAsync(DockerClient client, string run, CancellationToken cancellationToken)
    {
        var all = await client.Containers.ListAsync(all: true, [AppLabels.Role], cancellationToken).ConfigureAwait(false);
        var alive = all.Where(one => one.Labels.GetValueOrDefault(HelperLabels.Role) == HelperLabels.Guard).Select(one => one.Labels.GetValueOrDefault(HelperLabels.Run)).Append(run).ToHashSet(StringComparer.Ordinal);
        foreach (var helper in all.Where(one => one.Labels.GetValueOrDefault(HelperLabels.Role) == HelperLabels.Helper && !alive.Contains(one.Labels.GetValueOrDefault(HelperLabels.Run)) && DateTimeOffset.UtcNow - one.Created > s_old))
        {
            await HelperStart.RemoveAsync(client, helper.Id, cancellationToken).ConfigureAwait(false);
        }
    }
}
