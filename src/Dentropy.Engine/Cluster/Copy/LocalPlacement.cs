namespace Dentropy.Engine.Cluster;

/// <summary>Moves what was staged into its place on this machine: as a whole where nothing is there, else thing by thing.</summary>
/// <param name="node">The node that it came from.</param>
/// <param name="received">What was staged.</param>
/// <param name="target">Where it goes.</param>
internal sealed class LocalPlacement(string node, ArchiveReceiver received, string target)
{
    private readonly HashSet<string> _newFolders = new(StringComparer.Ordinal);

    public void Place()
    {
        try
        {
            var merges = Directory.Exists(target);
            if (merges)
            {
                Inspect();
            }

            foreach (var file in received.Items.Values.Where(item => item.Kind == LocalItemKind.File))
            {
                Finish(received.PathOf(file.Name), file);
            }

            if (merges)
            {
                Merge();
            }
            else
            {
                MoveWhole();
            }

            foreach (var folder in received.Items.Values.Where(item => _newFolders.Contains(item.Name)).Reverse())
            {
                // After everything is in it, since that changes its time, and it may not be writable any more.
                Finish(PathOf(folder.Name), folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CopyErrors.LocalWrite(node, target, e);
        }
    }

    /// <summary>Where a single file really goes: through links, onto a file or nothing.</summary>
    /// <param name="node">The node that it comes from.</param>
    /// <param name="path">Where it shall go.</param>
    public static string ResolveFile(string node, string path)
    {
        try
        {
            var given = new FileInfo(path);
            var real = (given.LinkTarget is null ? null : given.ResolveLinkTarget(returnFinalTarget: true)?.FullName) ?? path;
            return Directory.Exists(real) ? throw CopyErrors.Conflict(node, path) : real;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CopyErrors.LocalWrite(node, path, e);
        }
    }

    private void Inspect()
    {
        foreach (var item in received.Items.Values.Where(item => item.Name.Length > 0))
        {
            var path = PathOf(item.Name);
            var isLink = new FileInfo(path).LinkTarget is not null;
            var bad = item.Kind == LocalItemKind.Folder ? isLink || File.Exists(path) : !isLink && Directory.Exists(path);
            if (bad)
            {
                throw CopyErrors.Conflict(node, path);
            }
        }
    }

    private void MoveWhole()
    {
        if (received.Items[""].Kind == LocalItemKind.File)
        {
            File.Move(received.PathOf(""), target, overwrite: true);
            return;
        }

        foreach (var item in received.Items.Values)
        {
            if (item.Kind == LocalItemKind.Folder)
            {
                _newFolders.Add(item.Name);
            }
            else if (item.Kind == LocalItemKind.Link)
            {
                File.CreateSymbolicLink(received.PathOf(item.Name), item.LinkTarget!);
            }
        }

        Directory.Move(received.PathOf(""), target);
    }

    private void Merge()
    {
        foreach (var item in received.Items.Values.Where(item => item.Name.Length > 0))
        {
            var path = PathOf(item.Name);
            switch (item.Kind)
            {
                case LocalItemKind.Folder:
                    if (!Directory.Exists(path))
                    {
                        Directory.CreateDirectory(path);
                        _newFolders.Add(item.Name);
                    }

                    break;
                case LocalItemKind.File:
                    File.Move(received.PathOf(item.Name), path, overwrite: true);
                    break;
                default:
                    if (!string.Equals(new FileInfo(path).LinkTarget, item.LinkTarget, StringComparison.Ordinal))
                    {
                        File.Delete(path);
                        File.CreateSymbolicLink(path, item.LinkTarget!);
                    }

                    break;
            }
        }
    }

    private string PathOf(string name) => name.Length == 0 ? target : Path.Combine(target, name.Replace('/', Path.DirectorySeparatorChar));

    private static void Finish(string path, StagedItem item)
    {
        if (item.Kind == LocalItemKind.Folder)
        {
            Directory.SetLastWriteTimeUtc(path, item.Time.UtcDateTime);
        }
        else
        {
            File.SetLastWriteTimeUtc(path, item.Time.UtcDateTime);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, item.Mode);
        }
    }
}
