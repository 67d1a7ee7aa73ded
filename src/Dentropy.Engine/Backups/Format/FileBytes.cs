using Dentropy.Engine.Backups.Places;

namespace Dentropy.Engine.Backups.Format;

/// <summary>Small pieces of a backup's file, in memory.</summary>
internal static class FileBytes
{
    /// <summary>Reads a stretch whole; what lies behind the file's end is left out.</summary>
    public static async Task<byte[]> ReadAsync(this IBackupFile file, long offset, long length, CancellationToken cancellationToken)
    {
        length = Math.Min(length, file.Length - offset);
        if (length <= 0)
            return [];

        var bytes = new byte[length];
        var stream = await file.OpenReadAsync(offset, length, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var count = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return count == bytes.Length ? bytes : bytes[..count];
        }
    }
}
