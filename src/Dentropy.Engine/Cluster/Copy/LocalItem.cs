namespace Dentropy.Engine.Cluster;

internal enum LocalItemKind
{
    File,
    Folder,
    Link,
}

/// <summary>One thing of a tree on this machine.</summary>
/// <param name="Name">Path inside the tree, with <c>/</c>; empty for its root.</param>
/// <param name="Kind">What it is.</param>
/// <param name="FullPath">Where it is.</param>
/// <param name="Size">Bytes, of a file.</param>
/// <param name="Time">When it was last changed.</param>
/// <param name="LinkTarget">What a link says, literally.</param>
internal sealed record LocalItem(string Name, LocalItemKind Kind, string FullPath, long Size, DateTimeOffset Time, string? LinkTarget)
{
    private const UnixFileMode AllButSetId = (UnixFileMode)0b001_111_111_111;
    private const UnixFileMode PlainFile = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode PlainFolder = PlainFile | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The mode that the copy gets. Set-user-id and set-group-id go: they would give rights of whoever owns the copy.</summary>
    public UnixFileMode Mode => OperatingSystem.IsWindows()
        ? Kind == LocalItemKind.Folder ? PlainFolder : PlainFile
        : File.GetUnixFileMode(FullPath) & AllButSetId;
}
