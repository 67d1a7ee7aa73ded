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

    /// <summary>The backups that a location means, so that each can be asked for before it is removed.</summary>
    /// <param name="location">A backup, or wildcards for some; not a whole place, which is too easily said by mistake.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    /// <returns>The backups; broken ones too, as they are what has to be removed most.</returns>
    /// <exception cref="DentropyException"><c>BackupNotFound</c>, <c>InvalidPlace</c>, and those of places.</exception>
    public async Task<IReadOnlyList<DcBackup>> GivenAsync(string location, CancellationToken cancellationToken)
    {
        var found = await places.LocateAsync(location, cancellationToken).ConfigureAwait(false);
        await found.Place.DisposeAsync().ConfigureAwait(false);
        if (found.Pattern is null)
            throw PlaceErrors.Invalid(location, "it is a whole place, and nothing was removed; name the backups, or say what to keep (-KeepLast, -KeepDaily and so on)");

        var backups = new List<DcBackup>();
        DentropyException? failure = null;
        await foreach (var listing in new BackupCatalog(places).ListAsync(location, app: null, [], cloud: null, cancellationToken).ConfigureAwait(false))
        {
            if (listing.Backup is { } backup)
                backups.Add(backup);
            else
                failure ??= listing.Failure;
        }

        return backups.Count > 0 ? backups : throw failure ?? PlaceErrors.FileNotFound(location);
    }

    /// <summary>Removes one backup.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="cancellationToken">Ends it before it begins.</param>
    /// <exception cref="DentropyException"><c>BackupNotFound</c>, <c>PlaceNotWritable</c>, <c>PlaceRefused</c>, and those of places.</exception>
    public async Task RemoveAsync(DcBackup backup, CancellationToken cancellationToken)
    {
        var found = await places.LocateAsync(BackupPlaces.LocationOf(backup), cancellationToken).ConfigureAwait(false);
        await using (found.Place.ConfigureAwait(false))
        {
            await found.Place.DeleteAsync(backup.Name, cancellationToken).ConfigureAwait(false);
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
                var key = at.PlaceName is { } name ? name + ":" : at.Place.Location;
                if (at.Pattern is null)
                {
                    found[key] = null;
                }
                else if (!found.TryGetValue(key, out var names) || names is not null)
                {
                    names ??= found[key] = new HashSet<string>(StringComparer.Ordinal);
                    await foreach (var one in at.NamesAsync(cancellationToken).ConfigureAwait(false))
                        names.Add(one);
                }
            }
        }

        return [.. found.Select(entry => (entry.Key, entry.Value))];
    }
}
