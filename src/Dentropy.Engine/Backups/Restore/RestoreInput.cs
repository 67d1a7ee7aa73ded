using Dentropy.Engine.Backups.Definition;
using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Backups.Places;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>A backup that is open to be restored from.</summary>
public sealed class RestoreInput : IAsyncDisposable
{
    private readonly IBackupFile _file;

    private RestoreInput(IBackupFile file, BackupReader reader, RestoreSource source) => (_file, Reader, Source) = (file, reader, source);

    /// <summary>Where the backup is.</summary>
    public string Path => _file.Path;

    /// <summary>What it says of itself.</summary>
    public BackupManifest Manifest => Reader.Manifest;

    /// <summary>What is worth saying about how it was chosen; null where it was named.</summary>
    public string? Note { get; private init; }

    internal BackupReader Reader { get; }

    internal RestoreSource Source { get; }

    /// <summary>Opens the backup that a location means: a file, or the newest of several files of one app.</summary>
    /// <param name="places">Finds places.</param>
    /// <param name="location">A file, wildcards in a place, or a place: a folder, <c>s3://bucket/prefix</c>, <c>ssh://node/path</c>, a place's name.</param>
    /// <param name="identities">Paths of age identity files, for an encrypted backup.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException"><c>BackupNotFound</c>; <c>BackupAmbiguous</c>: it means backups of several apps; and those of opening a file.</exception>
    public static async Task<RestoreInput> OpenAsync(BackupPlaces places, string location, IReadOnlyList<string> identities, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(places);
        var found = await places.LocateAsync(location, cancellationToken).ConfigureAwait(false);
        string path = location;
        string? note = null;
        await using (found.Place.ConfigureAwait(false))
        {
            if (found.Pattern is null || found.HasWildcards)
                (path, note) = await NewestAsync(found, location, cancellationToken).ConfigureAwait(false);
        }

        var file = await places.OpenFileAsync(path, identities, cancellationToken).ConfigureAwait(false);
        var input = await OpenAsync(file, cancellationToken).ConfigureAwait(false);
        return note is null ? input : new RestoreInput(file, input.Reader, input.Source) { Note = note };
    }

    /// <summary>Opens a backup: its manifest, its index and its definition are read, and none of its data.</summary>
    /// <param name="file">The file; it is disposed with the result, and where this fails.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException">
    /// <c>NotABackup</c>, <c>BackupFormatTooNew</c>, <c>BackupIncomplete</c>, <c>BackupDamaged</c>, <c>BackupInvalid</c>,
    /// <c>BackupDefinitionInvalid</c>, <c>BackupTooNew</c>, and what the place throws.
    /// </exception>
    public static async Task<RestoreInput> OpenAsync(IBackupFile file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            var reader = await BackupReader.OpenAsync(file, cancellationToken).ConfigureAwait(false);
            var json = await reader.ReadMemberAsync(AppDefinition.Member, cancellationToken).ConfigureAwait(false)
                ?? throw Invalid(file, $"it has no {AppDefinition.Member}");
            var unpacker = reader.Manifest.Compression == BackupCompression.Gzip ? "gzip" : "zstd";
            var definition = AppDefinition.Parse(json);
            var source = BackupSource.Of(definition, file.Path, unpacker, reader.Index.Parts.Any(part => part.Kind == BackupPartKind.Images));
            foreach (var volume in source.Volumes.Where(volume => volume.HasData))
            {
                if (!reader.Index.Parts.Any(part => part.Name == volume.Member))
                    throw Invalid(file, $"the content of {Inventory.Shown.Text(volume.Name)} is not where the definition says");
            }

            return new RestoreInput(file, reader, source);
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Closes the file.</summary>
    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private static async Task<(string Path, string? Note)> NewestAsync(BackupLocation found, string location, CancellationToken cancellationToken)
    {
        var names = new List<BackupName>();
        var files = new Dictionary<BackupName, string>();
        await foreach (var entry in found.Place.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (found.Means(entry.Name) && BackupName.Parse(entry.Name) is { } name)
            {
                names.Add(name);
                files[name] = entry.Name;
            }
        }

        var apps = names.Select(name => name.App).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (apps.Count == 0)
            throw new DentropyException("BackupNotFound", DentropyErrorCategory.ObjectNotFound, location, $"There is no backup that '{location}' means. Get-DcBackup lists a place's backups.");
        if (apps.Count > 1)
        {
            throw new DentropyException(
                "BackupAmbiguous",
                DentropyErrorCategory.InvalidArgument,
                location,
                $"'{location}' means backups of several apps: {string.Join(", ", apps)}. Name one file, or one app's files (./backups/{apps[0]}-*).");
        }

        var newest = names.MaxBy(name => name.Time)!;
        return (found.Place.PathOf(files[newest]), names.Count > 1 ? $"'{location}' means {names.Count} backups of '{apps[0]}'; the newest is restored: {files[newest]}." : null);
    }

    private static DentropyException Invalid(IBackupFile file, string what) => new(
        "BackupInvalid",
        DentropyErrorCategory.InvalidData,
        file.Path,
        $"{file.Path} cannot be restored: {what}. Use another backup; nothing was changed.");
}
