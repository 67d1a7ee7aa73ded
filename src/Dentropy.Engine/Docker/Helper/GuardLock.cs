namespace Dentropy.Engine.Docker.Helper;

/// <summary>One guard an app: what to do where another stands there already.</summary>
internal static class GuardLock
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    // A guard that was made and never started was left by a run that ended in between; younger ones may be about to start.
    private static readonly TimeSpan s_halfMade = TimeSpan.FromSeconds(60);

    public static async Task<T> TakeAsync<T>(DockerClient client, GuardSettings settings, string name, Func<Task<T>> make, CancellationToken cancellationToken)
    {
        var until = DateTimeOffset.UtcNow + (settings.Wait ?? TimeSpan.Zero);
        while (true)
        {
            DentropyException taken;
            try
            {
                return await make().ConfigureAwait(false);
            }
            catch (DentropyException e) when (e.ErrorId == "DockerConflict")
            {
                taken = e;
            }

            var other = await FindAsync(client, name, cancellationToken).ConfigureAwait(false);
            if (other is null)
            {
                continue;
            }

            if (!other.Labels.TryGetValue(HelperLabels.Role, out var role) || role != HelperLabels.Guard)
            {
                throw taken;
            }

            if (await ReviveAsync(client, other, cancellationToken).ConfigureAwait(false))
            {
                continue;
            }

            if (DateTimeOffset.UtcNow >= until)
            {
                throw HelperErrors.Busy(client.Node.Name, settings.App, name, other.Labels.GetValueOrDefault(HelperLabels.Run), other.Created);
            }

            await Task.Delay(s_look, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<ContainerDetails?> FindAsync(DockerClient client, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await client.Containers.InspectAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (DentropyException e) when (e.ErrorId == "ContainerNotFound")
        {
            return null;
        }
    }

    // A guard that somebody stopped still has its journal: started, it takes everything back and goes away. True where it is gone.
    private static async Task<bool> ReviveAsync(DockerClient client, ContainerDetails other, CancellationToken cancellationToken)
    {
        if (other.State.Status is not ("created" or "exited" or "dead"))
        {
            return false;
        }

        try
        {
            if (other.State.Started is not null)
            {
                await client.Containers.StartAsync(other.Id, cancellationToken).ConfigureAwait(false);
                return false;
            }

            var info = await client.System.InfoAsync(cancellationToken).ConfigureAwait(false);
            var now = info.Json.Time("SystemTime") ?? DateTimeOffset.UtcNow;
            if (other.Created is { } made && now - made < s_halfMade)
            {
                return false;
            }

            await client.Containers.RemoveAsync(other.Id, force: true, volumes: true, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (DentropyException e) when (e.ErrorId is "ContainerNotFound" or "DockerConflict")
        {
            return true;
        }
    }
}
