using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker.Helper;

/// <summary>Makes a helper or guard, whichever way the node's folders are laid out.</summary>
internal static class HelperStart
{
    private static readonly TimeSpan s_removalLimit = TimeSpan.FromSeconds(20);

    /// <summary>Makes the container, attaches to it, starts it, and waits until it says something.</summary>
    public static async Task<(string Id, DockerProcessStreams Streams)> RunAsync(
        DockerClient client, string? image, string what, string? name, Func<string, bool, JsonObject> body, CancellationToken cancellationToken)
    {
        if (image is not null)
        {
            return await TryAsync(client, image, own: false, name, body, cancellationToken).ConfigureAwait(false);
        }

        DentropyException first;
        try
        {
            return await TryAsync(client, HelperImages.Merged, own: true, name, body, cancellationToken).ConfigureAwait(false);
        }
        catch (DentropyException e) when (NoShell(e))
        {
            first = e;
        }

        try
        {
            return await TryAsync(client, HelperImages.Split, own: true, name, body, cancellationToken).ConfigureAwait(false);
        }
        catch (DentropyException e) when (NoShell(e))
        {
            throw HelperErrors.StartFailed(client.Node.Name, what, first.Message, first);
        }
    }

    /// <summary>Removes a container by force; it does not throw.</summary>
    public static async Task RemoveAsync(DockerClient client, string id, CancellationToken cancellationToken)
    {
        try
        {
            await client.Containers.RemoveAsync(id, force: true, volumes: true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
        }
    }

    private static async Task<(string Id, DockerProcessStreams Streams)> TryAsync(
        DockerClient client, string image, bool own, string? name, Func<string, bool, JsonObject> body, CancellationToken cancellationToken)
    {
        if (own)
        {
            await HelperImages.EnsureAsync(client, image, cancellationToken).ConfigureAwait(false);
        }

        var id = await client.Containers.CreateAsync(name, body(image, own), platform: null, cancellationToken).ConfigureAwait(false);
        DockerProcessStreams? streams = null;
        try
        {
            streams = await client.Containers.AttachAsync(id, cancellationToken).ConfigureAwait(false);
            await client.Containers.StartAsync(id, cancellationToken).ConfigureAwait(false);
            return (id, streams);
        }
        catch
        {
            if (streams is not null)
            {
                await streams.DisposeAsync().ConfigureAwait(false);
            }

            using var limit = new CancellationTokenSource(s_removalLimit);
            await RemoveAsync(client, id, limit.Token).ConfigureAwait(false);
            throw;
        }
    }

    // What runc says where /bin/sh, or what it needs, is not in the container.
    private static bool NoShell(DentropyException e) =>
        e.ErrorId is "DockerRefused" or "DockerFailed" or "ContainerNotFound" && e.Message.Contains("/bin/sh", StringComparison.Ordinal);
}
