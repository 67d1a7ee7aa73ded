using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Backups.Places;

namespace Dentropy.Engine.Backups.Age;

/// <summary>
/// How long the content of an encrypted file is. age's format (https://age-encryption.org/v1): a header of lines, the last of which begins
/// with <c>---</c>; 16 bytes of nonce; the content in pieces of 64 KiB, each with a tag of 16 bytes.
/// </summary>
internal static class AgeLayout
{
    private const int MostHeader = 1024 * 1024;
    private const int Nonce = 16;
    private const int Piece = 64 * 1024;
    private const int Tag = 16;

    public static ReadOnlySpan<byte> Magic => "age-encryption.org/v1\n"u8;

    public static bool IsOne(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    /// <summary>The content's bytes.</summary>
    /// <exception cref="DentropyException"><c>BackupIncomplete</c>: the file is too short for what it begins as.</exception>
    public static async Task<long> LengthAsync(IBackupFile file, CancellationToken cancellationToken)
    {
        for (var size = 4096L; ; size *= 4)
        {
            var head = await file.ReadAsync(0, size, cancellationToken).ConfigureAwait(false);
            if (HeaderLength(head) is { } header)
            {
                var sealedBytes = file.Length - header - Nonce;
                var last = sealedBytes % (Piece + Tag);
                return sealedBytes >= Tag && last is 0 or >= Tag
                    ? sealedBytes - (Tag * ((sealedBytes + Piece + Tag - 1) / (Piece + Tag)))
                    : throw BackupErrors.Incomplete(file.Path);
            }

            if (head.Length < size || size > MostHeader)
                throw BackupErrors.Incomplete(file.Path);
        }
    }

    /// <summary>Whether a file has the length of a whole one, as far as that can be told.</summary>
    public static async Task<bool> SeemsWholeAsync(IBackupFile file, CancellationToken cancellationToken)
    {
        try
        {
            return await LengthAsync(file, cancellationToken).ConfigureAwait(false) > 0;
        }
        catch (DentropyException e) when (e.ErrorId is "BackupIncomplete")
        {
            return false;
        }
    }

    private static int? HeaderLength(ReadOnlySpan<byte> head)
    {
        var mark = head.IndexOf("\n--- "u8);
        var end = mark < 0 ? -1 : head[(mark + 1)..].IndexOf((byte)'\n');
        return end < 0 ? null : mark + 1 + end + 1;
    }
}
