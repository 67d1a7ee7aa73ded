using Dentropy.Engine.Resilience.Model;

namespace Dentropy.Engine.Resilience.Drill;

/// <summary>How services are looked at: each one's <c>check</c> below <c>services</c> in <c>cloud.yaml</c>, one or a list.</summary>
public static class DrillChecks
{
    /// <summary>Reads the checks.</summary>
    /// <param name="cloud">The cloud folder.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The checks of each service that has some.</returns>
    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>, <c>NoServices</c>.</exception>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> ReadAsync(string cloud, CancellationToken cancellationToken) =>
        (await ServiceReader.ReadAsync(cloud, cancellationToken).ConfigureAwait(false)).Where(service => service.Checks.Count > 0)
            .ToDictionary(service => service.Name, service => service.Checks, StringComparer.Ordinal);
}
