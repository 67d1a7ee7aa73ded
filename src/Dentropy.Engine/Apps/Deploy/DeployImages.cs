using Dentropy.Engine.Apps.Compose;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Apps.Deploy;

/// <summary>Fetches the images of a deploy before anything else is touched.</summary>
internal static class DeployImages
{
    private const int AtOnce = 3;

    public static ComposePull Policy(ComposeService service, AppDeploySettings settings) => settings.Pull switch
    {
        AppPullPolicy.Always => ComposePull.Always,
        AppPullPolicy.Missing => ComposePull.Missing,
        AppPullPolicy.Never => ComposePull.Never,
        _ => service.Pull,
    };

    /// <summary>Images to fetch, each once, with the platform that is asked for.</summary>
    public static IReadOnlyList<(string Image, string? Platform)> Wanted(ComposeProject project, AppDeploySettings settings, DeployState state) => [.. project.Services
        .Where(service => service.Replicas > 0 && Policy(service, settings) switch
        {
            ComposePull.Always => true,
            ComposePull.Never => false,
            _ => !state.Images.TryGetValue(service.Image, out var image) || !IsFor(image, service.Platform),
        })
        .Select(service => (service.Image, service.Platform))
        .Distinct()];

    public static async Task PullAsync(DockerClient client, DeployDecision decision, IProgress<AppDeployStep>? progress, CancellationToken cancellationToken)
    {
        foreach (var some in decision.Pulls.Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(async one =>
            {
                progress?.Report(new AppDeployStep("pull", "image", one.Image, Why: null));
                await client.Images.PullAsync(one.Image, one.Platform, progress: null, cancellationToken).ConfigureAwait(false);
            })).ConfigureAwait(false);
        }
    }

    // As linux/arm64 or linux/arm/v7.
    private static bool IsFor(ImageDetails image, string? platform)
    {
        if (platform is null)
            return true;
        var parts = platform.Split('/');
        return parts[0] == image.Os && (parts.Length < 2 || parts[1] == image.Architecture) && (parts.Length < 3 || image.Variant is null || parts[2] == image.Variant);
    }
}
