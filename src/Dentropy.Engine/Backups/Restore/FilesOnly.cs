using System.Formats.Tar;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>Copies an archive without its folders.</summary>
internal static class FilesOnly
{
    public static async Task CopyAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        var reader = new TarReader(from, leaveOpen: true);
        await using (reader.ConfigureAwait(false))
        {
            var writer = new TarWriter(to, TarEntryFormat.Pax, leaveOpen: true);
            await using (writer.ConfigureAwait(false))
            {
                while (await reader.GetNextEntryAsync(copyData: true, cancellationToken).ConfigureAwait(false) is { } entry)
                {
                    if (entry.EntryType is TarEntryType.Directory or TarEntryType.DirectoryList)
                        continue;
                    await writer.WriteEntryAsync(entry, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }
}
