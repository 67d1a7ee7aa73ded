using Dentropy.Backups;
using Dentropy.Engine.Backups.Places;

namespace Dentropy.Engine.Backups.Retention;

/// <summary>Removes backups, and says which ones a policy would remove.</summary>
/// <param name="places">Finds places.</param>
public sealed class BackupRemoval(BackupPlaces places)
{
    /// <summary>
    /// What a policy would do in the places that locations lead to. A location that means single backups says which apps of which nodes are
    /// meant; all the backups of these in the same place count. So a backup that was just made is enough to prune its older ones.
    /// </summary>
    /// <param name="locations">Places or backups.</param>
    /// <param name="app">Name of the one app, or a pattern; null for all.</param>
    /// <param name="policy">What to keep.</param>
    /// <param name="failed">Told of each file that cannot be read; such a file stays.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    /// <exception cref="DentropyException"><c>InvalidRetention</c>, <c>BackupNotFound</c>, and those of places.</exception>
    public async Task<RetentionPlan> PlanAsync(
        IReadOnlyList<string> locations, string? app, RetentionPolicy policy, Action<DentropyException> failed, CancellationToken cancellationToken)
    {
        RetentionPlan.Make([], policy);
        var (keep, remove) = (new List<KeptBackup>(), new List<DcBackup>());
        foreach (var (place, wanted) in await PlacesAsync(locations, cancellationToken).ConfigureAwait(false))
        {
            var backups = new List<DcBackup>();
            await foreach (var listing in new BackupCatalog(places).ListAsync(place, app, [], cloud: null, cancellationToken).ConfigureAwait(false))
            {
                if (listing.Failure is { } failure)
                    failed(failure);
                if (listing.Backup is { } backup)
                    backups.Add(backup);
            }

            var meant = wanted is null ? null : backups.Where(backup => wanted.Contains(backup.Name)).Select(backup => (backup.App, backup.SourceNode)).ToHashSet();
            var plan = RetentionPlan.Make(backups.Where(backup => meant?.Contains((backup.App, backup.SourceNode)) != false), policy);
            keep.AddRange(plan.Keep);
            remove.AddRange(plan.Remove);
        }

        return new RetentionPlan(keep, remove);
    }

    /// <summary>Removes one backup.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="cancellationToken">Ends it before it begins.</param>
    /// <exception cref="DentropyException"><c>BackupNotFound</c>, <c>PlaceNotWritable</c>, <c>PlaceRefused</c>, and those of places.</exception>
    public async Task RemoveAsync(string path, CancellationToken cancellationToken)
    {
        var found = await places.LocateAsync(path, cancellationToken).ConfigureAwait(false);
        await using (found.Place.ConfigureAwait(false))
        {
            if (found.Pattern is not { } name || found.HasWildcards)
                throw PlaceErrors.FileNotFound(path);
            await found.Place.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        }
    }

    // Each place once, and the names in it that were meant; null for all of it.
    private async Task<IReadOnlyList<(string Place, HashSet<string>? Names)>> PlacesAsync(IReadOnlyList<string> locations, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, HashSet<string>?>(StringComparer.Ordinal);
        foreach (var location in locations)
        {
            var at = await places.LocateAsync(location, cancellationToken).ConfigureAwait(false);
            await using (at.Place.ConfigureAwait(false))
            {
                var key = at.Place.Location;
                if (at.Pattern is null)
                    found[key] = null;
                else if (!found.TryGetValue(key, out var names))
                    found[key] = [.. await NamesAsync(at, cancellationToken).ConfigureAwait(false)];
                else
                    names?.UnionWith(await NamesAsync(at, cancellationToken).ConfigureAwait(false));
            }
        }

        return [.. found.Select(entry => (entry.Key, entry.Value))];
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(BackupLocation at, CancellationToken cancellationToken)
    {
        if (!at.HasWildcards)
            return [at.Pattern!];
        var names = new List<string>();
        await foreach (var entry in at.Place.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (at.Means(entry.Name))
                names.Add(entry.Name);
        }

        return names;
    }
}
