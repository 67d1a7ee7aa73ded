using Dentropy.Backups;
using Dentropy.Engine.Backups.Age;
using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Backups.Places;

/// <summary>Finds places for backups by what the operator writes.</summary>
/// <param name="store">The inventory: nodes of <c>ssh://</c> places, and the folder whose <c>cloud.yaml</c> names places.</param>
/// <param name="links">Links to nodes.</param>
/// <param name="folder">Folder that relative paths start at; null for the process's own.</param>
public sealed class BackupPlaces(INodeStore store, ILinkPool links, string? folder = null)
{
    private static readonly char[] s_wildcards = ['*', '?'];

    /// <summary>
    /// Opens a place to write to or to list: a folder's path, <c>s3://bucket/prefix</c>, <c>ssh://node/path</c> (<c>ssh://node/~/path</c>
    /// below the account's own folder), or the name of a place in <c>cloud.yaml</c>. Nothing is connected to, and no folder made, before it is used.
    /// </summary>
    /// <param name="location">What the operator wrote.</param>
    /// <param name="cancellationToken">Ends the reading of <c>cloud.yaml</c>.</param>
    /// <exception cref="DentropyException"><c>InvalidPlace</c>, <c>NodeNotFound</c>, <c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>; secrets and keys are looked at on first use.</exception>
    public async Task<IBackupPlace> OpenAsync(string location, CancellationToken cancellationToken)
    {
        var found = await LocateAsync(location, cancellationToken).ConfigureAwait(false);
        if (found.Pattern is null)
            return found.Place;
        await found.Place.DisposeAsync().ConfigureAwait(false);
        throw PlaceErrors.Invalid(location, "it names a file, and a backup makes its own name");
    }

    /// <summary>
    /// Finds the backups that a location means: all of a place, one file of it, or those that wildcards in the last piece match. A file
    /// of a place from <c>cloud.yaml</c> is written <c>name:file</c>.
    /// </summary>
    /// <param name="location">A place, or a file in one, e.g. <c>./backups/nextcloud-*.tar.zst</c> or <c>s3://bucket/prefix/name.tar.zst</c>.</param>
    /// <param name="cancellationToken">Ends the finding.</param>
    /// <returns>The place, which the caller disposes, and the names that are meant.</returns>
    /// <exception cref="DentropyException">Those of <see cref="OpenAsync"/>.</exception>
    public async Task<BackupLocation> LocateAsync(string location, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(location))
            throw PlaceErrors.Invalid(location, "it is empty");
        var named = await PlaceSettings.ReadAllAsync(store.Location, cancellationToken).ConfigureAwait(false);
        var colon = location.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? location : location[..colon];
        if (named.FirstOrDefault(place => string.Equals(place.Name, name, StringComparison.Ordinal)) is { } settings && !location.AsSpan(name.Length).StartsWith("://"))
        {
            var (place, pattern) = await FindAsync(settings.Url, store.Location, settings, named, cancellationToken).ConfigureAwait(false);
            if (pattern is not null)
                throw PlaceErrors.Invalid(settings.Url, $"the url of place {settings.Name} in {CloudFile.Name} names a file");
            return new BackupLocation(place, colon < 0 || colon == location.Length - 1 ? null : location[(colon + 1)..]) { PlaceName = settings.Name };
        }

        return await FindAsync(location, folder, settings: null, named, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What finds a backup again: its place's name with its own, where the place has one, since two servers may have a bucket of the same name.</summary>
    /// <param name="backup">The backup.</param>
    public static string LocationOf(DcBackup backup) => backup.Place is { } place ? $"{place}:{backup.Name}" : backup.Path;

    /// <summary>Opens the one file that a location means.</summary>
    /// <param name="location">A file in a place; wildcards that match one file, too.</param>
    /// <param name="identities">Paths of age identity files, for an encrypted backup.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <returns>The file, decrypted where it is encrypted. It holds its place, and disposes it with itself.</returns>
    /// <exception cref="DentropyException"><c>BackupNotFound</c>, <c>BackupAmbiguous</c>, <c>IdentityMissing</c>, <c>AgeMissing</c>, <c>AgeFailed</c>, and those of <see cref="OpenAsync"/>.</exception>
    public async Task<IBackupFile> OpenFileAsync(string location, IReadOnlyList<string> identities, CancellationToken cancellationToken)
    {
        var found = await LocateAsync(location, cancellationToken).ConfigureAwait(false);
        try
        {
            var name = found switch
            {
                { Pattern: null } => throw PlaceErrors.Invalid(location, "it means a whole place, and one backup in it is needed"),
                { HasWildcards: true } => await OneAsync(found, location, cancellationToken).ConfigureAwait(false),
                _ => found.Pattern,
            };
            IBackupFile file = new HeldFile(await found.Place.OpenAsync(name, cancellationToken).ConfigureAwait(false), found.Place);
            try
            {
                return await AgeEncryption.IsEncryptedAsync(file, cancellationToken).ConfigureAwait(false)
                    ? await AgeEncryption.DecryptAsync(file, identities, cancellationToken).ConfigureAwait(false)
                    : file;
            }
            catch
            {
                await file.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        catch
        {
            await found.Place.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<string> OneAsync(BackupLocation found, string location, CancellationToken cancellationToken)
    {
        var names = await found.NamesAsync(cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);

        return names.Count switch
        {
            0 => throw PlaceErrors.FileNotFound(location),
            1 => names[0],
            _ => throw PlaceErrors.Ambiguous(location, names),
        };
    }

    private async Task<BackupLocation> FindAsync(
        string location, string? start, PlaceSettings? settings, IReadOnlyList<PlaceSettings> named, CancellationToken cancellationToken)
    {
        if (location.StartsWith(S3Address.Scheme, StringComparison.OrdinalIgnoreCase))
            return FindS3(location, settings, named);
        if (location.StartsWith(NodePlace.Scheme, StringComparison.OrdinalIgnoreCase))
            return await FindNodeAsync(location, cancellationToken).ConfigureAwait(false);
        if (location.Contains("://", StringComparison.Ordinal))
            throw PlaceErrors.Invalid(location, "backups are not kept there");
        return FindFolder(location, start);
    }

    // A file's whole address has to find the keys of its place again, so the place that holds it lends them.
    private BackupLocation FindS3(string location, PlaceSettings? settings, IReadOnlyList<PlaceSettings> named)
    {
        var (place, pattern) = Split(location);
        var address = S3Address.Parse(place) ?? throw PlaceErrors.Invalid(location, "that is no bucket with a prefix");
        settings ??= named
            .Select(candidate => (Settings: candidate, Address: S3Address.Parse(candidate.Url)))
            .Where(candidate => candidate.Address?.Holds(address) == true)
            .OrderByDescending(candidate => candidate.Address!.Prefix.Length)
            .Select(candidate => candidate.Settings)
            .FirstOrDefault();
        return new BackupLocation(new S3Place(address, token => S3Client.MakeAsync(address, settings, store.Location, token)), pattern)
        {
            PlaceName = settings is not null && S3Address.Parse(settings.Url) == address ? settings.Name : null,
        };
    }

    private async Task<BackupLocation> FindNodeAsync(string location, CancellationToken cancellationToken)
    {
        var (place, pattern) = Split(location);
        var rest = place[NodePlace.Scheme.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == rest.Length - 1)
            throw PlaceErrors.Invalid(location, "a node and a folder on it are needed");
        var (name, path) = (rest[..slash], rest[slash..].TrimEnd('/'));
        if (path.Any(char.IsControl) || path.Split('/').Contains(".."))
            throw PlaceErrors.Invalid(location, "the folder has '..' or a control character in it");
        if (name.AsSpan().ContainsAny('@', ':'))
            throw PlaceErrors.Invalid(location, "account and port are those of the node in the inventory; write ssh://node/path");

        var node = string.Equals(name, DcNode.LocalName, StringComparison.OrdinalIgnoreCase)
            ? DcNode.Local with { Cloud = store.Location }
            : await store.FindAsync(name, cancellationToken).ConfigureAwait(false) ?? throw InventoryErrors.NotFound(name, store.Location);
        return new BackupLocation(new NodePlace(links, node, path.StartsWith("/~/", StringComparison.Ordinal) ? path[1..] : path), pattern);
    }

    private static BackupLocation FindFolder(string location, string? start)
    {
        var path = location is "~" or ['~', '/', ..] ? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), location[1..]) : location;
        try
        {
            path = Path.GetFullPath(path, start ?? Environment.CurrentDirectory);
        }
        catch (ArgumentException e)
        {
            throw PlaceErrors.Invalid(location, e.Message.TrimEnd('.'));
        }

        var file = Path.GetFileName(path);
        var isFile = !Path.EndsInDirectorySeparator(path) && !Directory.Exists(path) && (file.IndexOfAny(s_wildcards) >= 0 || BackupName.Parse(file) is not null || File.Exists(path));
        return isFile
            ? new BackupLocation(new FolderPlace(Path.GetDirectoryName(path)!), file)
            : new BackupLocation(new FolderPlace(Path.TrimEndingDirectorySeparator(path)), Pattern: null);
    }

    // What is a file can only be told by its name, since nothing is asked of a server here.
    private static (string Place, string? Pattern) Split(string location)
    {
        var slash = location.LastIndexOf('/');
        var last = location[(slash + 1)..];
        return last.IndexOfAny(s_wildcards) >= 0 || BackupName.Parse(last) is not null ? (location[..slash], last) : (location, null);
    }

    private sealed class HeldFile(IBackupFile file, IBackupPlace place) : IBackupFile
    {
        public string Name => file.Name;

        public string Path => file.Path;

        public long Length => file.Length;

        public bool IsLocal => file.IsLocal;

        public Task<Stream> OpenReadAsync(long offset, long length, CancellationToken cancellationToken) => file.OpenReadAsync(offset, length, cancellationToken);

        public async ValueTask DisposeAsync()
        {
            await file.DisposeAsync().ConfigureAwait(false);
            await place.DisposeAsync().ConfigureAwait(false);
        }
    }
}
