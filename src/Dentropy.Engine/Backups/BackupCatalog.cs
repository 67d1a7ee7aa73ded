using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Dentropy.Backups;
using Dentropy.Engine.Backups.Age;
using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Backups.Places;

namespace Dentropy.Engine.Backups;

/// <summary>A backup of a listing, or what is wrong with it; for a file that was cut off, both.</summary>
/// <param name="Backup">The backup, as far as it can be read; null where it cannot be read at all.</param>
/// <param name="Failure">What is wrong; null where nothing is.</param>
public sealed record BackupListing(DcBackup? Backup, DentropyException? Failure);

/// <summary>Lists backups, from both ends of each file alone.</summary>
/// <param name="places">Finds places.</param>
public sealed class BackupCatalog(BackupPlaces places)
{
    // Requests to a server take a hundred times as long as they keep this machine busy.
    private const int AtATime = 8;

    /// <summary>Lists the backups that a location means, by name. A broken one hides no other.</summary>
    /// <param name="location">As for <see cref="BackupPlaces.LocateAsync"/>.</param>
    /// <param name="app">Name of the one app to list, or a pattern with <c>*</c> and <c>?</c>; null for all.</param>
    /// <param name="identities">Paths of age identities; encrypted files are shown as their names say where there is none.</param>
    /// <param name="cloud">Folder of the inventory, which is noted in each record; null for none.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="DentropyException">Those of <see cref="BackupPlaces.LocateAsync"/> and of <see cref="IBackupPlace.ListAsync"/>; <c>BackupNotFound</c> where a file is named that is not there.</exception>
    public async IAsyncEnumerable<BackupListing> ListAsync(
        string location, string? app, IReadOnlyList<string> identities, string? cloud, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = await places.LocateAsync(location, cancellationToken).ConfigureAwait(false);
        await using (found.Place.ConfigureAwait(false))
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var looks = Channel.CreateBounded<Task<BackupListing>>(AtATime);
            var starting = StartAsync(found, app, identities, cloud, looks.Writer, stop.Token);
            try
            {
                await foreach (var look in looks.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                {
                    var listing = await look.ConfigureAwait(false);
                    if (listing.Backup is not { } backup || IsApp(app, backup.App))
                        yield return listing;
                }

                await starting.ConfigureAwait(false);
            }
            finally
            {
                // Nothing may use the place any more when it is disposed.
                await stop.CancelAsync().ConfigureAwait(false);
                await starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                while (looks.Reader.TryRead(out var left))
                    await ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>What is known of an open backup.</summary>
    /// <param name="file">The file, decrypted where it is encrypted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The backup, or what is wrong with it.</returns>
    public static async Task<BackupListing> LookAsync(IBackupFile file, CancellationToken cancellationToken)
    {
        var encrypted = BackupName.Parse(file.Name)?.Encrypted == true;
        var look = await BackupLook.AtAsync(file, cancellationToken).ConfigureAwait(false);
        return new BackupListing(Records.Of(file, look.Manifest, look.Index, encrypted, complete: look.Problem is null), look.Problem);
    }

    private static async Task StartAsync(
        BackupLocation found, string? app, IReadOnlyList<string> identities, string? cloud, ChannelWriter<Task<BackupListing>> looks, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var name in NamesAsync(found, app, cancellationToken).ConfigureAwait(false))
            {
                await looks.WaitToWriteAsync(cancellationToken).ConfigureAwait(false);
                await looks.WriteAsync(ShowAsync(found, name, identities, cloud, cancellationToken), cancellationToken).ConfigureAwait(false);
            }

            looks.Complete();
        }
        catch (Exception e)
        {
            looks.Complete(e);
            throw;
        }
    }

    private static async IAsyncEnumerable<string> NamesAsync(BackupLocation found, string? app, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var name in found.NamesAsync(cancellationToken).ConfigureAwait(false))
        {
            // A file that somebody renamed says nothing of its app before it is opened.
            if (BackupName.Parse(name) is not { } parsed || IsApp(app, parsed.App))
                yield return name;
        }
    }

    private static async Task<BackupListing> ShowAsync(
        BackupLocation found, string name, IReadOnlyList<string> identities, string? cloud, CancellationToken cancellationToken)
    {
        try
        {
            var file = await found.Place.OpenAsync(name, cancellationToken).ConfigureAwait(false);
            await using (file.ConfigureAwait(false))
            {
                var listing = await AgeEncryption.IsEncryptedAsync(file, cancellationToken).ConfigureAwait(false)
                    ? await ShowEncryptedAsync(file, identities, cancellationToken).ConfigureAwait(false)
                    : await LookAsync(file, cancellationToken).ConfigureAwait(false);
                return listing with { Backup = listing.Backup is { } backup ? backup with { Place = found.PlaceName, Cloud = cloud } : null };
            }
        }
        catch (DentropyException e)
        {
            return new BackupListing(null, e);
        }
    }

    private static async Task<BackupListing> ShowEncryptedAsync(IBackupFile file, IReadOnlyList<string> identities, CancellationToken cancellationToken)
    {
        DentropyException? failure = null;
        if (identities.Count > 0)
        {
            try
            {
                var open = await AgeEncryption.DecryptAsync(new Kept(file), identities, cancellationToken).ConfigureAwait(false);
                await using (open.ConfigureAwait(false))
                {
                    // Only the head: the end of an encrypted file costs the whole of it.
                    var manifest = await BackupLook.ManifestAsync(open, cancellationToken).ConfigureAwait(false);
                    return new BackupListing(Records.Of(file, manifest, index: null, encrypted: true, complete: true), null);
                }
            }
            catch (DentropyException e)
            {
                failure = e;
            }
        }

        // Whether an encrypted file is whole cannot be told from outside, except that it is far too short.
        var complete = failure?.ErrorId is not "BackupIncomplete" && await AgeLayout.SeemsWholeAsync(file, cancellationToken).ConfigureAwait(false);
        return new BackupListing(Records.Of(file, manifest: null, index: null, encrypted: true, complete), complete ? failure : failure ?? BackupErrors.Incomplete(file.Path));
    }

    private static bool IsApp(string? pattern, string app) =>
        pattern is null || System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, app, ignoreCase: false);

    private sealed class Kept(IBackupFile file) : IBackupFile
    {
        public string Name => file.Name;

        public string Path => file.Path;

        public long Length => file.Length;

        public bool IsLocal => file.IsLocal;

        public Task<Stream> OpenReadAsync(long offset, long length, CancellationToken cancellationToken) => file.OpenReadAsync(offset, length, cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
