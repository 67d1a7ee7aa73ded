using System.Buffers;
using System.Formats.Tar;
using System.Security.Cryptography;

namespace Dentropy.Engine.Cluster;

/// <summary>
/// Takes an archive apart into an empty folder of our own. A name is refused unless it leads to a place inside, through folders
/// that this archive made; links are only remembered, so no entry can be written through one.
/// </summary>
/// <param name="node">The node that sends it.</param>
/// <param name="content">Where the content goes: the file, or the folder, which is made.</param>
/// <param name="isFolder">Whether a folder is expected; else one file, whatever its name.</param>
/// <param name="moved">Told how many bytes were written.</param>
internal sealed class ArchiveReceiver(string node, string content, bool isFolder, Action<long> moved)
{
    private const int ChunkSize = 256 * 1024;
    private const UnixFileMode AllButSetId = (UnixFileMode)0b001_111_111_111;
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PrivateFolder = PrivateFile | UnixFileMode.UserExecute;

    private readonly Dictionary<string, StagedItem> _items = new(StringComparer.Ordinal);
    private readonly List<string> _skipped = [];

    /// <summary>What came, by name; folders before what is in them.</summary>
    public IReadOnlyDictionary<string, StagedItem> Items => _items;

    /// <summary>What is neither file, folder nor link.</summary>
    public IReadOnlyList<string> Skipped => _skipped;

    /// <summary>Bytes of content.</summary>
    public long Bytes { get; private set; }

    public async Task ReadAsync(Stream archive, CancellationToken cancellationToken)
    {
        if (isFolder)
        {
            MakeFolder("", mode: null, DateTimeOffset.UtcNow);
        }

        var reader = new TarReader(archive, leaveOpen: true);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                await TakeAsync(entry, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The place of a thing in the staging folder.</summary>
    public string PathOf(string name) => name.Length == 0 ? content : Path.Combine(content, name.Replace('/', Path.DirectorySeparatorChar));

    private async Task TakeAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        if (entry.EntryType == TarEntryType.GlobalExtendedAttributes)
        {
            return;
        }

        var name = isFolder ? Contained(entry.Name) : "";
        switch (entry.EntryType)
        {
            case TarEntryType.Directory when isFolder:
                MakeFolder(name, entry.Mode & AllButSetId, entry.ModificationTime);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                Claim(name, entry.Name);
                var sum = await WriteAsync(name, entry.DataStream ?? Stream.Null, cancellationToken).ConfigureAwait(false);
                _items.Add(name, new StagedItem(name, LocalItemKind.File, entry.Mode & AllButSetId, entry.ModificationTime, LinkTarget: null, sum));
                break;
            case TarEntryType.HardLink when isFolder:
                // To a file that this archive brought, and nowhere else; it becomes a file of its own.
                if (!_items.TryGetValue(Contained(entry.LinkName), out var first) || first.Kind != LocalItemKind.File)
                {
                    throw CopyErrors.Unsafe(node, entry.Name, $"is a link to '{entry.LinkName}'");
                }

                Claim(name, entry.Name);
                await CopyAsync(first.Name, name, cancellationToken).ConfigureAwait(false);
                _items.Add(name, first with { Name = name });
                break;
            case TarEntryType.SymbolicLink when isFolder && name.Length > 0:
                Claim(name, entry.Name);
                _items.Add(name, new StagedItem(name, LocalItemKind.Link, entry.Mode, entry.ModificationTime, entry.LinkName, Sum: null));
                break;
            case TarEntryType.Fifo or TarEntryType.CharacterDevice or TarEntryType.BlockDevice when isFolder:
                _skipped.Add(name);
                break;
            default:
                throw CopyErrors.Unsafe(node, entry.Name, $"is of the kind {entry.EntryType}");
        }
    }

    /// <summary>The name in its plain form, if it stays inside.</summary>
    private string Contained(string name)
    {
        if (name.StartsWith('/'))
        {
            throw CopyErrors.Unsafe(node, name, "is absolute");
        }

        if (name.Contains('\uFFFD', StringComparison.Ordinal))
        {
            throw CopyErrors.NotUtf8(node, name);
        }

        var parts = name.Split('/').Where(part => part.Length > 0 && part != ".").ToArray();
        if (parts.Contains("..", StringComparer.Ordinal))
        {
            throw CopyErrors.Unsafe(node, name, "leads outside");
        }

        if (OperatingSystem.IsWindows() && parts.Any(IsBadOnWindows))
        {
            throw CopyErrors.BadLocalName(node, name);
        }

        return string.Join('/', parts);
    }

    // A colon names a drive or a stream, a backslash a folder, and dots and spaces at the end are dropped.
    private static bool IsBadOnWindows(string part) =>
        part.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0 || part[^1] is '.' or ' ';

    /// <summary>Checks that the name is free and that all above it are folders.</summary>
    private void Claim(string name, string shown)
    {
        if (_items.ContainsKey(name))
        {
            throw CopyErrors.Unsafe(node, shown, "comes twice");
        }

        if (name.Length > 0)
        {
            RequireFolder(Above(name), shown);
        }
    }

    private void RequireFolder(string name, string shown)
    {
        if (_items.TryGetValue(name, out var item))
        {
            if (item.Kind != LocalItemKind.Folder)
            {
                throw CopyErrors.Unsafe(node, shown, "goes through something that is no folder");
            }

            return;
        }

        RequireFolder(Above(name), shown);
        MakeFolder(name, mode: null, DateTimeOffset.UtcNow);
    }

    private static string Above(string name) => name.LastIndexOf('/') is var at && at < 0 ? "" : name[..at];

    private void MakeFolder(string name, UnixFileMode? mode, DateTimeOffset time)
    {
        if (_items.TryGetValue(name, out var there))
        {
            // The entry of a folder that something inside it has brought about already.
            if (there.Kind != LocalItemKind.Folder)
            {
                throw CopyErrors.Unsafe(node, name, "comes twice");
            }
        }
        else
        {
            if (name.Length > 0)
            {
                RequireFolder(Above(name), name);
            }

            Write(name, path => _ = OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, PrivateFolder));
        }

        const UnixFileMode Usual = PrivateFolder | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        _items[name] = new StagedItem(name, LocalItemKind.Folder, mode ?? Usual, time, LinkTarget: null, Sum: null);
    }

    private async Task<string> WriteAsync(string name, Stream data, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        var file = Write(name, Create);
        try
        {
            await using (file.ConfigureAwait(false))
            {
                for (int count; (count = await data.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
                {
                    hash.AppendData(buffer, 0, count);
                    // On the spot: what is written goes to memory first, and a change of threads costs more than that.
                    Write(name, _ => file.Write(buffer.AsSpan(0, count)));
                    Bytes += count;
                    moved(count);
                }

                if (!isFolder)
                {
                    // A single file must be on the disk before it takes the old one's place.
                    Write(name, _ => file.Flush(flushToDisk: true));
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Checksums.Hex(hash.GetHashAndReset());
    }

    private async Task CopyAsync(string from, string name, CancellationToken cancellationToken)
    {
        var source = new FileStream(PathOf(from), FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.Asynchronous);
        await using (source.ConfigureAwait(false))
        {
            await WriteAsync(name, source, cancellationToken).ConfigureAwait(false);
        }
    }

    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = PrivateFile;
        }

        return new FileStream(path, options);
    }

    private void Write(string name, Action<string> action) => Write(name, path =>
    {
        action(path);
        return true;
    });

    private T Write<T>(string name, Func<string, T> action)
    {
        try
        {
            return action(PathOf(name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CopyErrors.LocalWrite(node, PathOf(name), e);
        }
    }
}
