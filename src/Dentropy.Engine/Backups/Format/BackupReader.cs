using Dentropy.Engine.Backups.Places;

namespace Dentropy.Engine.Backups.Format;

/// <summary>
/// Reads a backup. It trusts nothing in the file: names, sizes and places are checked before they are used. Opening reads the manifest at
/// the start and the index at the end, and nothing between.
/// </summary>
public sealed class BackupReader
{
    private BackupReader(BackupManifest manifest, BackupIndex index) => (Manifest, Index) = (manifest, index);

    /// <summary>What the backup says of itself.</summary>
    public BackupManifest Manifest { get; }

    /// <summary>Where everything is, and how the backup went.</summary>
    public BackupIndex Index { get; }

    /// <summary>Opens a backup.</summary>
    /// <param name="file">The file; it stays the caller's.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException">
    /// <c>NotABackup</c>, <c>BackupFormatTooNew</c>, <c>BackupIncomplete</c> (cut off), <c>BackupDamaged</c>, and what the place throws.
    /// </exception>
    public static Task<BackupReader> OpenAsync(IBackupFile file, CancellationToken cancellationToken) => throw new NotSupportedException("Not written yet.");

    /// <summary>Reads a small member that the writer stored with <see cref="BackupWriter.AddFileAsync"/>, checked.</summary>
    /// <param name="member">Its name.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Its content; null where the backup has no such member.</returns>
    /// <exception cref="DentropyException"><c>BackupDamaged</c>, and what the place throws.</exception>
    public Task<byte[]?> ReadMemberAsync(string member, CancellationToken cancellationToken) => throw new NotSupportedException("Not written yet.");

    /// <summary>Opens a part as it lies in the file, compressed.</summary>
    /// <param name="part">One of the index's parts.</param>
    /// <returns>A stream that is read forwards. Its end is only reached when the checksum is right; otherwise reading throws <c>BackupDamaged</c>.</returns>
    public Stream OpenPart(BackupPart part) => throw new NotSupportedException("Not written yet.");
}
