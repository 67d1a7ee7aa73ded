using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Apps;

/// <summary>Measures volumes.</summary>
internal static class VolumeSizes
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(300);
    private const int Attempts = 20;

    /// <summary>Bytes by name. Volumes whose driver does not tell are not in it.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> MeasureAsync(DockerClient client, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var usage = await client.System.DiskUsageAsync(cancellationToken).ConfigureAwait(false);
                return usage.Volumes.Where(volume => volume.Size is not null).ToDictionary(volume => volume.Name, volume => volume.Size!.Value, StringComparer.Ordinal);
            }
            catch (DentropyException e) when (e.ErrorId == "DockerConflict" && attempt < Attempts)
            {
                // Engines before 23.0 measure for one caller at a time.
                await Task.Delay(s_pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
