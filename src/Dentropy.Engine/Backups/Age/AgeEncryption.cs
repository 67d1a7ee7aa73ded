using Dentropy.Engine.Backups.Places;

namespace Dentropy.Engine.Backups.Age;

/// <summary>Encryption of backups through the <c>age</c> program: there is no cryptography of ours.</summary>
public static class AgeEncryption
{
    /// <summary>Makes an upload encrypt what is written to it.</summary>
    /// <param name="upload">The upload whose name ends in <c>.age</c>; it is disposed with the result.</param>
    /// <param name="recipients">age recipients (<c>age1...</c>), ssh public keys, or paths of files of either.</param>
    /// <param name="cancellationToken">Ends the starting.</param>
    /// <exception cref="DentropyException"><c>AgeMissing</c>, <c>RecipientInvalid</c>; while it is written and committed, <c>AgeFailed</c>.</exception>
    public static Task<BackupUpload> EncryptAsync(BackupUpload upload, IReadOnlyList<string> recipients, CancellationToken cancellationToken) => throw new NotSupportedException("Not written yet.");

    /// <summary>Makes an encrypted file readable.</summary>
    /// <param name="file">The file; it is disposed with the result.</param>
    /// <param name="identities">Paths of age identity files or ssh private keys.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="DentropyException"><c>AgeMissing</c>, <c>IdentityMissing</c>, <c>AgeFailed</c>; also while it is read.</exception>
    public static Task<IBackupFile> DecryptAsync(IBackupFile file, IReadOnlyList<string> identities, CancellationToken cancellationToken) => throw new NotSupportedException("Not written yet.");
}
