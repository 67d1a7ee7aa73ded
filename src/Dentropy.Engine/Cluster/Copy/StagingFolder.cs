namespace Dentropy.Engine.Cluster;

/// <summary>A private folder on the disk of the destination; what is in it goes when it is disposed, and so do the folders that were made for it.</summary>
internal sealed class StagingFolder : IDisposable
{
    private readonly string? _made;
    private readonly string _parent;

    private StagingFolder(string path, string parent, string? made)
    {
        Path = path;
        _parent = parent;
        _made = made;
    }

    public string Path { get; }

    /// <summary>Makes it, and the folders above it that are missing.</summary>
    /// <param name="node">The node whose copy needs it.</param>
    /// <param name="parent">Where.</param>
    public static StagingFolder Make(string node, string parent)
    {
        string? made = null;
        for (var folder = parent; !Directory.Exists(folder) && System.IO.Path.GetDirectoryName(folder) is { } above; folder = above)
        {
            made = folder;
        }

        try
        {
            Directory.CreateDirectory(parent);
            var path = System.IO.Path.Combine(parent, ".dentropy-" + System.IO.Path.GetRandomFileName());
            _ = OperatingSystem.IsWindows()
                ? Directory.CreateDirectory(path)
                : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return new StagingFolder(path, parent, made);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CopyErrors.LocalWrite(node, parent, e);
        }
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
            for (var folder = _parent; _made is not null && folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
            {
                // Fails where something was put into place, or another node's copy is at work; then it stays.
                Directory.Delete(folder);
                if (string.Equals(folder, _made, StringComparison.Ordinal))
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be removed here must not hide why the copy failed.
        }
    }
}
