using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Backups.Places;

namespace Dentropy.Engine.Backups.Age;

/// <summary>Encryption of backups through the <c>age</c> program: there is no cryptography of ours.</summary>
public static class AgeEncryption
{
    /// <summary>Makes an upload encrypt what is written to it.</summary>
    /// <param name="upload">The upload, whose name ends in <c>.age</c>; it is disposed with the result, and at once where this fails.</param>
    /// <param name="recipients">age recipients (<c>age1...</c>), ssh public keys (<c>ssh-ed25519 ...</c>), or paths of files of either.</param>
    /// <param name="cancellationToken">Ends the starting.</param>
    /// <exception cref="DentropyException"><c>AgeMissing</c>, <c>RecipientInvalid</c>; while it is written and committed, <c>AgeFailed</c> and those of the upload.</exception>
    public static async Task<BackupUpload> EncryptAsync(BackupUpload upload, IReadOnlyList<string> recipients, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new AgeUpload(upload, AgeProgram.Start(["--encrypt", .. Recipients(recipients)], upload.Path));
        }
        catch
        {
            await upload.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Says whether recipients can be used, before anything is done: the program is run with nothing to encrypt.</summary>
    /// <param name="recipients">As for <see cref="EncryptAsync"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DentropyException"><c>AgeMissing</c>, <c>RecipientInvalid</c>.</exception>
    public static async Task CheckAsync(IReadOnlyList<string> recipients, CancellationToken cancellationToken)
    {
        var program = AgeProgram.Start(["--encrypt", .. Recipients(recipients)], "");
        await using (program.ConfigureAwait(false))
        {
            await program.CloseInputAsync().ConfigureAwait(false);
            await program.Output.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
            if (await program.EndAsync(cancellationToken).ConfigureAwait(false) is { } said)
                throw RecipientInvalid(string.Join(", ", recipients), said);
        }
    }

    /// <summary>Makes an encrypted file readable. It is decrypted from its start for each stretch that is read, and once to find its end.</summary>
    /// <param name="file">The file; it is disposed with the result.</param>
    /// <param name="identities">Paths of age identity files or ssh private keys.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="DentropyException"><c>AgeMissing</c>, <c>IdentityMissing</c>, <c>AgeFailed</c>, <c>BackupIncomplete</c>; also while it is read.</exception>
    public static async Task<IBackupFile> DecryptAsync(IBackupFile file, IReadOnlyList<string> identities, CancellationToken cancellationToken)
    {
        if (identities.Count == 0)
        {
            throw new DentropyException(
                "IdentityMissing",
                DentropyErrorCategory.InvalidArgument,
                file.Path,
                $"{file.Path} is encrypted, and no identity was given to read it. Name the file of an age identity or an ssh private key (-Identity).");
        }

        if (identities.FirstOrDefault(path => !File.Exists(path)) is { } missing)
        {
            throw new DentropyException(
                "IdentityMissing", DentropyErrorCategory.ObjectNotFound, missing, $"There is no identity file {missing}, so {file.Path} was not read. Check the path (-Identity).");
        }

        AgeProgram.ThrowIfMissing(file.Path);
        return new AgeFile(file, await AgeLayout.LengthAsync(file, cancellationToken).ConfigureAwait(false), [.. identities.SelectMany(path => new[] { "--identity", path })]);
    }

    /// <summary>Whether a file is encrypted by age, by its first bytes.</summary>
    internal static async Task<bool> IsEncryptedAsync(IBackupFile file, CancellationToken cancellationToken) =>
        AgeLayout.IsOne(await file.ReadAsync(0, AgeLayout.Magic.Length, cancellationToken).ConfigureAwait(false));

    // A file's name may look like nothing else: recipients have no slash before the first space and always one of these beginnings.
    private static IEnumerable<string> Recipients(IReadOnlyList<string> recipients)
    {
        foreach (var recipient in recipients)
        {
            if (recipient.StartsWith("age1", StringComparison.Ordinal) || recipient.StartsWith("ssh-", StringComparison.Ordinal))
            {
                yield return "--recipient";
            }
            else
            {
                if (!File.Exists(recipient))
                    throw RecipientInvalid(recipient, "it is neither a public key (age1..., ssh-...) nor a file");
                yield return "--recipients-file";
            }

            yield return recipient;
        }

        if (recipients.Count == 0)
            throw RecipientInvalid("", "none was given");
    }

    private static DentropyException RecipientInvalid(string recipient, string why) => new(
        "RecipientInvalid",
        DentropyErrorCategory.InvalidArgument,
        recipient,
        $"Nothing can be encrypted for the recipient '{Inventory.Shown.Text(recipient)}': {why}. Give an age or ssh public key, or a file with some.");
}
