using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Resilience.Drill;

/// <summary>Reads how services are looked at from <c>cloud.yaml</c>: below <c>services</c>, each service's <c>check</c>, one or a list.</summary>
public static class DrillChecks
{
    /// <summary>Reads the checks.</summary>
    /// <param name="cloud">The cloud folder.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The checks of each service that has some.</returns>
    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.</exception>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> ReadAsync(string cloud, CancellationToken cancellationToken)
    {
        var checks = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (await CloudFile.ReadAsync(cloud, "services", cancellationToken).ConfigureAwait(false) is not { } section)
            return checks;
        foreach (var (name, piece) in CloudFile.Keys(cloud, section, "services"))
        {
            if (piece is YamlMap map && new CloudKeys(cloud, $"service {name}", map).Texts("check") is { Count: > 0 } found)
                checks.Add(name, found);
        }

        return checks;
    }
}
