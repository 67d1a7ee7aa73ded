using System.Security.Cryptography;
using System.Text.Json;
using Dentropy.Engine.Backups.Places;

namespace Dentropy.Engine.Backups.Format;

/// <summary>What the two ends of a backup's file show, as far as they can be read.</summary>
/// <param name="Framing">How the file is packed; null where it is no backup.</param>
/// <param name="Manifest">The manifest; null where it cannot be read.</param>
/// <param name="Index">The index; null where it cannot be read.</param>
/// <param name="IndexAt">Where the index's frame begins.</param>
/// <param name="Problem">What keeps the backup from being used; null where nothing does.</param>
internal sealed record BackupLook(Framing? Framing, BackupManifest? Manifest, BackupIndex? Index, long IndexAt, DentropyException? Problem)
{
    // A manifest takes two or three KiB, and an index about 600 bytes a part.
    private const int HeadSize = 16 * 1024;
    private const int TailSize = 32 * 1024;

    /// <summary>Looks at a file: a read at its start and one at its end, and more only where manifest or index are uncommonly large.</summary>
    /// <exception cref="DentropyException">What the place throws. What is wrong with the file is in <see cref="Problem"/>.</exception>
    public static async Task<BackupLook> AtAsync(IBackupFile file, CancellationToken cancellationToken)
    {
        var tailAt = Math.Max(0, file.Length - TailSize);
        var reading = file.ReadAsync(tailAt, TailSize, cancellationToken);
        var head = await file.ReadAsync(0, HeadSize, cancellationToken).ConfigureAwait(false);
        var tail = await reading.ConfigureAwait(false);
        var framing = Framing.Detect(head);
        if (framing is null)
            return new BackupLook(null, null, null, 0, file.Length < 4 ? BackupErrors.Incomplete(file.Path) : BackupErrors.NotABackup(file.Path));

        var end = Footer.SizeIn(framing);
        var footer = tail.Length >= end ? Footer.Read(framing, tail.AsSpan(tail.Length - end)) : null;
        try
        {
            var (manifest, section) = await ReadManifestAsync(file, framing, head, footer is not null, cancellationToken).ConfigureAwait(false);
            try
            {
                CheckFooter(file, framing, footer, tail);
                var index = await ReadIndexAsync(file, framing, footer!, manifest, tail, tailAt, cancellationToken).ConfigureAwait(false);
                var written = index.Sections.First(entry => string.Equals(entry.Member, BackupManifest.Member, StringComparison.Ordinal));
                return written.Offset == 0 && written == section with { Member = written.Member }
                    ? new BackupLook(framing, manifest, index, footer!.Offset, null)
                    : new BackupLook(framing, manifest, index, footer!.Offset, BackupErrors.Damaged(file.Path, "the manifest is not the one that was written"));
            }
            catch (DentropyException e) when (IsOfFile(e))
            {
                return new BackupLook(framing, manifest, null, 0, e);
            }
        }
        catch (DentropyException e) when (IsOfFile(e))
        {
            return new BackupLook(framing, null, null, 0, e);
        }
    }

    /// <summary>Reads the manifest alone.</summary>
    /// <exception cref="DentropyException"><c>NotABackup</c>, <c>BackupIncomplete</c>, <c>BackupFormatTooNew</c>, <c>BackupDamaged</c>, and what the place throws.</exception>
    public static async Task<BackupManifest> ManifestAsync(IBackupFile file, CancellationToken cancellationToken)
    {
        var head = await file.ReadAsync(0, HeadSize, cancellationToken).ConfigureAwait(false);
        var framing = Framing.Detect(head) ?? throw BackupErrors.NotABackup(file.Path);
        return (await ReadManifestAsync(file, framing, head, ends: false, cancellationToken).ConfigureAwait(false)).Manifest;
    }

    // Against what the place throws, which says nothing of the file.
    private static bool IsOfFile(DentropyException e) => e.ErrorId is "NotABackup" or "BackupFormatTooNew" or "BackupIncomplete" or "BackupDamaged";

    private static async Task<(BackupManifest Manifest, BackupSection Section)> ReadManifestAsync(
        IBackupFile file, Framing framing, byte[] head, bool ends, CancellationToken cancellationToken)
    {
        byte[] content;
        int length;
        FrameState state;
        while ((state = framing.Unpack(head, out content, out length)) == FrameState.Short && head.Length < file.Length && head.Length <= Framing.MostContent)
            head = await file.ReadAsync(0, Math.Max(head.Length * 4L, length), cancellationToken).ConfigureAwait(false);

        if (state == FrameState.Short)
            throw BackupErrors.Incomplete(file.Path);
        if (state == FrameState.Other || TarBlocks.Content(content, out var name) is not { } json || name is not BackupManifest.Member)
            throw ends ? BackupErrors.Damaged(file.Path, "its manifest is not what was written") : BackupErrors.NotABackup(file.Path);

        var manifest = Parse(file.Path, json.Span, BackupManifest.Member, BackupJson.Manifest);
        if (manifest.Compression != framing.Compression)
            throw BackupErrors.Damaged(file.Path, "its manifest names another compression than it has");
        if (ManifestRules.Problem(manifest) is { } problem)
            throw BackupErrors.Damaged(file.Path, "its manifest cannot be trusted: " + problem);
        return (manifest, new BackupSection { Offset = 0, Length = length, Sha256 = Hash(head.AsSpan(0, length)) });
    }

    private static void CheckFooter(IBackupFile file, Framing framing, Footer? footer, byte[] tail)
    {
        if (footer is null)
            throw Footer.IsChanged(framing, tail) ? BackupErrors.Damaged(file.Path, "its last bytes are not what was written") : BackupErrors.Incomplete(file.Path);
        if (footer.Version > BackupManifest.CurrentVersion)
            throw BackupErrors.TooNew(file.Path, footer.Version);
        if (footer.Offset <= 0 || footer.Length <= 0 || footer.Length > Framing.MostContent || footer.Offset != file.Length - footer.Length - Footer.SizeIn(framing))
            throw BackupErrors.Damaged(file.Path, "its index is not where its end says, so bytes are missing or too many");
    }

    private static async Task<BackupIndex> ReadIndexAsync(
        IBackupFile file, Framing framing, Footer footer, BackupManifest manifest, byte[] tail, long tailAt, CancellationToken cancellationToken)
    {
        var bytes = footer.Offset >= tailAt
            ? tail.AsMemory((int)(footer.Offset - tailAt), (int)footer.Length)
            : await file.ReadAsync(footer.Offset, footer.Length, cancellationToken).ConfigureAwait(false);
        if (!string.Equals(Hash(bytes.Span), footer.Sha256, StringComparison.Ordinal)
            || framing.Unpack(bytes.Span, out var content, out var length) != FrameState.Good
            || length != bytes.Length
            || TarBlocks.Content(content, out var name, last: true) is not { } json
            || name is not BackupIndex.Member)
        {
            throw BackupErrors.Damaged(file.Path, "its index is not what was written");
        }

        var index = Parse(file.Path, json.Span, BackupIndex.Member, BackupJson.Index);
        return IndexRules.Problem(index, manifest, footer.Offset) is { } problem ? throw BackupErrors.Damaged(file.Path, problem) : index;
    }

    private static T Parse<T>(string path, ReadOnlySpan<byte> json, string member, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            // A newer version may have another shape, so its number is looked at first.
            if (BackupJson.Version(json) is > BackupManifest.CurrentVersion and var version)
                throw BackupErrors.TooNew(path, version);
            return JsonSerializer.Deserialize(json, type) is { } value && BackupJson.Version(json) is >= 1
                ? value
                : throw BackupErrors.Damaged(path, $"{member} says nothing, or no format version");
        }
        catch (JsonException e)
        {
            throw BackupErrors.Damaged(path, $"{member} is not what Dentropy writes (line {e.LineNumber + 1})");
        }
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
