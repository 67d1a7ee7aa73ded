using System.Runtime.CompilerServices;
using Dentropy.Backups;
using Dentropy.Engine.Backups.Age;
using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Backups.Places;

namespace Dentropy.Engine.Backups;

/// <summary>How far a check is.</summary>
/// <param name="Name">The backup that is read.</param>
/// <param name="Done">Bytes of it that were read.</param>
/// <param name="Length">Its bytes.</param>
public sealed record BackupCheckProgress(string Name, long Done, long Length);

/// <summary>Checks backups one after the other, each byte of them, without restoring.</summary>
/// <param name="places">Finds places.</param>
public sealed class BackupCheck(BackupPlaces places)
{
    /// <summary>Checks the backups that a location means.</summary>
    /// <param name="location">As for <see cref="BackupPlaces.LocateAsync"/>.</param>
    /// <param name="identities">Paths of age identities, for encrypted backups.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>For each backup what was found, or why nothing could be found out.</returns>
    /// <exception cref="DentropyException">Those of <see cref="BackupPlaces.LocateAsync"/> and of <see cref="IBackupPlace.ListAsync"/>.</exception>
    public async IAsyncEnumerable<(DcBackupTest? Test, DentropyException? Failure)> TestAsync(
        string location, IReadOnlyList<string> identities, IProgress<BackupCheckProgress>? progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = await places.LocateAsync(location, cancellationToken).ConfigureAwait(false);
        await using (found.Place.ConfigureAwait(false))
        {
            var none = true;
            await foreach (var name in found.NamesAsync(cancellationToken).ConfigureAwait(false))
            {
                none = false;
                yield return await TestAsync(found.Place, name, identities, progress, cancellationToken).ConfigureAwait(false);
            }

            if (none && found.Pattern is not null)
                throw PlaceErrors.FileNotFound(location);
        }
    }

    private static async Task<(DcBackupTest? Test, DentropyException? Failure)> TestAsync(
        IBackupPlace place, string name, IReadOnlyList<string> identities, IProgress<BackupCheckProgress>? progress, CancellationToken cancellationToken)
    {
        IBackupFile? file = null;
        try
        {
            file = await place.OpenAsync(name, cancellationToken).ConfigureAwait(false);
            if (await AgeEncryption.IsEncryptedAsync(file, cancellationToken).ConfigureAwait(false))
                file = await AgeEncryption.DecryptAsync(file, identities, cancellationToken).ConfigureAwait(false);
            var length = file.Length;
            var told = progress is null ? null : new Teller(done => progress.Report(new BackupCheckProgress(name, done, length)));
            return (await BackupVerifier.TestAsync(file, told, cancellationToken).ConfigureAwait(false), null);
        }
        catch (DentropyException e)
        {
            return (null, e);
        }
        finally
        {
            if (file is not null)
                await file.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Called where the bytes are read, and not posted elsewhere.
    private sealed class Teller(Action<long> tell) : IProgress<long>
    {
        public void Report(long value) => tell(value);
    }
}
