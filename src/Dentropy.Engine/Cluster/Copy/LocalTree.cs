using System.Formats.Tar;

namespace Dentropy.Engine.Cluster;

/// <summary>A file or a folder with all that is in it, on this machine. Links inside are never followed.</summary>
internal sealed class LocalTree
{
    private LocalTree(string path, string name, IReadOnlyList<LocalItem> items, IReadOnlyList<string> skipped)
    {
        Path = path;
        Name = name;
        Items = items;
        Skipped = skipped;
        Bytes = items.Sum(item => item.Size);
    }

    /// <summary>The path in full.</summary>
    public string Path { get; }

    /// <summary>The last part of the path.</summary>
    public string Name { get; }

    /// <summary>Everything, folders before what is in them, in the order of names.</summary>
    public IReadOnlyList<LocalItem> Items { get; }

    /// <summary>What is neither file, folder nor link.</summary>
    public IReadOnlyList<string> Skipped { get; }

    public long Bytes { get; }

    public bool IsFolder => Items[0].Kind == LocalItemKind.Folder;

    /// <summary>Looks at everything; reads no content.</summary>
    public static LocalTree Read(string path, CancellationToken cancellationToken)
    {
        var full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        var name = System.IO.Path.GetFileName(full);
        if (name.Length == 0)
        {
            throw CopyErrors.NoName(path);
        }

        var items = new List<LocalItem>();
        var skipped = new List<string>();
        try
        {
            var root = Follow(full) ?? throw CopyErrors.LocalNotFound(full);
            if (root is FileInfo && !IsRegular(root))
            {
                throw CopyErrors.LocalUnreadable(full, new IOException("It is neither a file nor a folder."));
            }

            Add(root, name: "", items, skipped, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CopyErrors.LocalUnreadable(full, e);
        }

        return new LocalTree(full, name, items, skipped);
    }

    private static FileSystemInfo? Follow(string path)
    {
        FileSystemInfo given = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        var followed = (given.LinkTarget is null ? null : given.ResolveLinkTarget(returnFinalTarget: true)) ?? given;
        return followed.Exists ? followed : null;
    }

    private static void Add(FileSystemInfo info, string name, List<LocalItem> items, List<string> skipped, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var time = new DateTimeOffset(info.LastWriteTimeUtc, TimeSpan.Zero);
        if (info.LinkTarget is { } target)
        {
            items.Add(new LocalItem(name, LocalItemKind.Link, info.FullName, Size: 0, time, target));
        }
        else if (info is DirectoryInfo folder)
        {
            items.Add(new LocalItem(name, LocalItemKind.Folder, info.FullName, Size: 0, time, LinkTarget: null));
            foreach (var child in folder.EnumerateFileSystemInfos().OrderBy(child => child.Name, StringComparer.Ordinal))
            {
                Add(child, name.Length == 0 ? child.Name : name + "/" + child.Name, items, skipped, cancellationToken);
            }
        }
        else if (IsRegular(info))
        {
            items.Add(new LocalItem(name, LocalItemKind.File, info.FullName, ((FileInfo)info).Length, time, LinkTarget: null));
        }
        else
        {
            skipped.Add(name);
        }
    }

    // .NET does not tell a named pipe from a file, and opening one would wait for its other end; but its tar writer
    // looks at the type. Pipes, sockets and devices have no length, so only what is empty has to be asked about.
    private static bool IsRegular(FileSystemInfo info)
    {
        if (OperatingSystem.IsWindows() || ((FileInfo)info).Length > 0)
        {
            return true;
        }

        using var header = new MemoryStream();
        try
        {
            using (var writer = new TarWriter(header, TarEntryFormat.Ustar, leaveOpen: true))
            {
                writer.WriteEntry(info.FullName, "x");
            }
        }
        catch (Exception e) when (e is IOException or NotSupportedException)
        {
            // A socket has no place in an archive.
            return false;
        }

        header.Position = 0;
        using var reader = new TarReader(header);
        return reader.GetNextEntry() is { EntryType: TarEntryType.RegularFile };
    }
}
