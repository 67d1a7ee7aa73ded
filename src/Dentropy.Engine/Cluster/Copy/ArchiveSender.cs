using System.Formats.Tar;
using System.Text;

namespace Dentropy.Engine.Cluster;

/// <summary>Writes a tree as an archive: its things, then the list of their checksums.</summary>
internal sealed class ArchiveSender(LocalTree tree, IReadOnlySet<string> leftOut, Action<long> moved)
{
    private readonly StringBuilder _sums = new();

    /// <summary>Files that were written.</summary>
    public long Files { get; private set; }

    /// <summary>Bytes of their content.</summary>
    public long Bytes { get; private set; }

    /// <summary>The sum of the file that was written last.</summary>
    public string? LastSum { get; private set; }

    /// <summary>Writes everything. Stopped before its end it leaves an archive that the node does not take for whole.</summary>
    public async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        // pax, because it alone has names in UTF-8, times finer than seconds and files of any size.
        var writer = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            foreach (var item in tree.Items.Where(item => !leftOut.Contains(item.Name)))
            {
                await WriteAsync(writer, item, cancellationToken).ConfigureAwait(false);
            }

            using var sums = new MemoryStream(Encoding.UTF8.GetBytes(_sums.ToString()));
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, CopyScripts.Sums) { DataStream = sums }, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(TarWriter writer, LocalItem item, CancellationToken cancellationToken)
    {
        var name = item.Name.Length == 0 ? CopyScripts.Content : CopyScripts.Content + "/" + item.Name;
        switch (item.Kind)
        {
            case LocalItemKind.Folder:
                await writer.WriteEntryAsync(Entry(TarEntryType.Directory, name + "/", item), cancellationToken).ConfigureAwait(false);
                break;
            case LocalItemKind.Link:
                var link = new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = item.LinkTarget!, ModificationTime = item.Time };
                await writer.WriteEntryAsync(link, cancellationToken).ConfigureAwait(false);
                break;
            default:
                await WriteFileAsync(writer, name, item, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private async Task WriteFileAsync(TarWriter writer, string name, LocalItem item, CancellationToken cancellationToken)
    {
        var content = HashedFile.Open(item.FullPath, moved);
        await using (content.ConfigureAwait(false))
        {
            var entry = Entry(TarEntryType.RegularFile, name, item);
            entry.DataStream = content;
            await writer.WriteEntryAsync(entry, cancellationToken).ConfigureAwait(false);
            LastSum = content.Sum();
            _sums.Append(Checksums.Line(LastSum, name));
            Files++;
            Bytes += content.Length;
        }
    }

    private static PaxTarEntry Entry(TarEntryType type, string name, LocalItem item)
    {
        try
        {
            return new PaxTarEntry(type, name) { Mode = item.Mode, ModificationTime = item.Time };
        }
        catch (IOException e)
        {
            throw CopyErrors.LocalUnreadable(item.FullPath, e);
        }
    }
}
