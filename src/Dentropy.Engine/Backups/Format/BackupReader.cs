using System.Security.Cryptography;
using Dentropy.Engine.Backups.Places;

namespace Dentropy.Engine.Backups.Format;

/// <summary>
/// Reads a backup. It trusts nothing in the file: names, sizes and places are checked before they are used. Opening reads the manifest at
/// the start and the index at the end, and nothing between.
/// </summary>
public sealed class BackupReader
{
    private readonly IBackupFile _file;
    private readonly Framing _framing;

    private BackupReader(IBackupFile file, Framing framing, BackupManifest manifest, BackupIndex index, bool complete) =>
        (_file, _framing, Manifest, Index, IsComplete) = (file, framing, manifest, index, complete);

    /// <summary>What the backup says of itself.</summary>
    public BackupManifest Manifest { get; }

    /// <summary>Where everything is, and how the backup went.</summary>
    public BackupIndex Index { get; }

    /// <summary>Whether the file has its index. Without it, <see cref="Index"/> holds what could be found, and no outcome.</summary>
    public bool IsComplete { get; }

    /// <summary>Opens a backup.</summary>
    /// <param name="file">The file; it stays the caller's.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException">
    /// <c>NotABackup</c>, <c>BackupFormatTooNew</c>, <c>BackupIncomplete</c> (cut off), <c>BackupDamaged</c>, and what the place throws.
    /// </exception>
    public static async Task<BackupReader> OpenAsync(IBackupFile file, CancellationToken cancellationToken)
    {
        var look = await BackupLook.AtAsync(file, cancellationToken).ConfigureAwait(false);
        return look.Problem is null ? new BackupReader(file, look.Framing!, look.Manifest!, look.Index!, complete: true) : throw look.Problem;
    }

    /// <summary>
    /// Opens a backup that has lost its end, or whose index is damaged, for what can still be read: the members at its start, and every part
    /// that is there to its end. The whole file is read for it. A part's checksum is known all the same, and is checked when it is read.
    /// </summary>
    /// <param name="file">The file; it stays the caller's.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException"><c>NotABackup</c>, <c>BackupFormatTooNew</c>, <c>BackupIncomplete</c> or <c>BackupDamaged</c> where not even the manifest is left.</exception>
    public static async Task<BackupReader> OpenRestAsync(IBackupFile file, CancellationToken cancellationToken)
    {
        var look = await BackupLook.AtAsync(file, cancellationToken).ConfigureAwait(false);
        if (look.Problem is null)
            return new BackupReader(file, look.Framing!, look.Manifest!, look.Index!, complete: true);
        if (look.Manifest is null || look.Problem.ErrorId is "BackupFormatTooNew")
            throw look.Problem;

        var found = await BackupRest.FindAsync(file, look.Framing!, look.Manifest, cancellationToken).ConfigureAwait(false);
        return new BackupReader(file, look.Framing!, look.Manifest, found, complete: false);
    }

    /// <summary>Reads a small member that the writer stored with <see cref="BackupWriter.AddFileAsync"/>, checked.</summary>
    /// <param name="member">Its name.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Its content; null where the backup has no such member.</returns>
    /// <exception cref="DentropyException"><c>BackupDamaged</c>, and what the place throws.</exception>
    public async Task<byte[]?> ReadMemberAsync(string member, CancellationToken cancellationToken)
    {
        if (Index.Sections.FirstOrDefault(section => string.Equals(section.Member, member, StringComparison.Ordinal)) is not { } section)
            return null;

        var bytes = section.Length <= 2L * Framing.MostContent ? await _file.ReadAsync(section.Offset, section.Length, cancellationToken).ConfigureAwait(false) : [];
        return string.Equals(Convert.ToHexStringLower(SHA256.HashData(bytes)), section.Sha256, StringComparison.Ordinal)
            && _framing.Unpack(bytes, out var packed, out var length) == FrameState.Good
            && length == bytes.Length
            && TarBlocks.Content(packed, out var name) is { } content
            && string.Equals(name, member, StringComparison.Ordinal)
                ? content.ToArray()
                : throw BackupErrors.Damaged(_file.Path, $"{Inventory.Shown.Text(member)} is not what was written");
    }

    /// <summary>Opens a part as it lies in the file, compressed.</summary>
    /// <param name="part">One of the index's parts.</param>
    /// <returns>A stream that is read forwards and asynchronously. Its end is only reached when the checksum is right; otherwise reading throws <c>BackupDamaged</c>.</returns>
    public Stream OpenPart(BackupPart part) => Index.Parts.Contains(part)
        ? new CheckedStream(_file, Stretch.Of(part))
        : throw new ArgumentException("This part is not of this backup.", nameof(part));
}
