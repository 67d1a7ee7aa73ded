using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Backups.Places;

/// <summary>Finds places for backups by what the operator writes.</summary>
/// <param name="store">The inventory: nodes of <c>ssh://</c> places, and the folder whose <c>cloud.yaml</c> names places.</param>
/// <param name="links">Links to nodes.</param>
public sealed class BackupPlaces(INodeStore store, ILinkPool links)
{
    private readonly INodeStore _store = store;
    private readonly ILinkPool _links = links;

    /// <summary>
    /// Opens a place to write to or to list: a folder's path, <c>s3://bucket/prefix</c>, <c>ssh://node/path</c>, or the name of a place in
    /// <c>cloud.yaml</c>. Nothing is connected to, and no folder made, before it is used.
    /// </summary>
    /// <param name="location">What the operator wrote; a relative path starts at the process's folder.</param>
    /// <param name="cancellationToken">Ends the reading of <c>cloud.yaml</c> and of secrets.</param>
    /// <exception cref="DentropyException"><c>InvalidPlace</c>, <c>NodeNotFound</c>, <c>CloudFileInvalid</c>, <c>SecretUnavailable</c>.</exception>
    public Task<IBackupPlace> OpenAsync(string location, CancellationToken cancellationToken) => throw new NotSupportedException("Not written yet.");

    /// <summary>Finds the backups that a location means: all of a place, one file of it, or those that wildcards in the last part match.</summary>
    /// <param name="location">A place, or a file in one, e.g. <c>./backups/nextcloud-*.tar.zst</c> or <c>s3://bucket/prefix/name.tar.zst</c>.</param>
    /// <param name="cancellationToken">Ends the finding.</param>
    /// <returns>The place, which the caller disposes, and the names that are meant; null for all of them.</returns>
    /// <exception cref="DentropyException">Those of <see cref="OpenAsync"/>.</exception>
    public Task<BackupLocation> LocateAsync(string location, CancellationToken cancellationToken) => throw new NotSupportedException("Not written yet.");

    /// <summary>Opens the one file that a location means.</summary>
    /// <param name="location">A file in a place; wildcards that match one file, too.</param>
    /// <param name="identities">Paths of age identity files, for an encrypted backup.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <returns>The file, decrypted where it is encrypted. It holds its place, and disposes it with itself.</returns>
    /// <exception cref="DentropyException"><c>BackupNotFound</c>, <c>BackupAmbiguous</c>, <c>IdentityMissing</c>, <c>AgeMissing</c>, <c>AgeFailed</c>, and those of <see cref="OpenAsync"/>.</exception>
    public Task<IBackupFile> OpenFileAsync(string location, IReadOnlyList<string> identities, CancellationToken cancellationToken) => throw new NotSupportedException("Not written yet.");
}

/// <summary>The backups that a location means.</summary>
/// <param name="Place">The place.</param>
/// <param name="Pattern">A file name, or one with wildcards (<c>* ? [a-c]</c>); null for every backup of the place.</param>
public sealed record BackupLocation(IBackupPlace Place, string? Pattern);
