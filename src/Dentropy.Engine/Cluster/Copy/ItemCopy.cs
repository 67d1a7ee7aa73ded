using System.Runtime.CompilerServices;
using Dentropy.Cluster;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Cluster;

/// <summary>
/// Copies files and folders to and from many nodes at once. Everything is staged in a folder beside the destination, checked by
/// SHA-256 at both ends, and only then moved into its place: a single file and a new folder in one step, a folder that is
/// merged into another file by file. A copy that fails or is stopped leaves nothing behind.
/// </summary>
/// <remarks>
/// <para>The way is a tar archive over one command: one round trip, however many files there are; and names, modes, times and
/// links travel with them. SFTP would take round trips for every file, cannot become root through sudo, and is not there on
/// every small system, while a shell, tar and sha256sum are.</para>
/// <para>The destination is a folder that takes the item in under its own name where it ends with <c>/</c>, and, for a file,
/// where it is an existing folder. In all other cases it names the copy itself, so that copying a folder twice gives
/// the same as copying it once. Existing files are replaced; a folder never takes the place of a file, nor a file that of
/// a folder. Existing folders keep their own mode and what else is in them. A link at the destination itself is followed; inside a
/// folder, a link is replaced by a file and refuses a folder.</para>
/// <para>Modes (without set-user-id and set-group-id) and modification times are kept, links are copied as links, and empty
/// folders as well. Files belong to the account that writes them; where root replaces a file, that file's owner and group stay.
/// Extended attributes, access control lists and hard links are not kept. A node whose tar is BusyBox's takes paths of up to
/// 100 bytes inside a folder, and whole seconds as times.</para>
/// </remarks>
/// <param name="pool">Where links come from.</param>
public sealed class ItemCopy(ILinkPool pool)
{
    /// <summary>Sends a file or folder to nodes.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="localPath">The file or folder on this machine; a link is followed.</param>
    /// <param name="remotePath">Where it goes on each node; relative to the account's home, which <c>~</c> stands for as well.</param>
    /// <param name="settings">How.</param>
    /// <param name="progress">Told how many bytes went out to all nodes together; may be null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>One result for each node, as they arrive, with the node's error in it.</returns>
    /// <exception cref="DentropyException"><c>ItemNotFound</c>, <c>ItemUnreadable</c>, <c>InvalidItemPath</c>, <c>InvalidLimit</c>: nothing was sent.</exception>
    public async IAsyncEnumerable<DcCopyResult> SendAsync(
        IReadOnlyList<DcNode> nodes,
        string localPath,
        string remotePath,
        ItemCopySettings settings,
        IProgress<FanOutProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Check(settings);
        CopyErrors.ThrowIfUnusable(remotePath);
        var tree = await Task.Run(() => LocalTree.Read(localPath, cancellationToken), cancellationToken).ConfigureAwait(false);
        var hashes = settings.SkipUnchanged ? await Checksums.OfAsync(tree, cancellationToken).ConfigureAwait(false) : null;
        var told = new CopyProgress(progress, nodes.Count, tree.Bytes * nodes.Count);
        var send = new SendJob(pool, tree, hashes, remotePath, settings, told);
        await foreach (var result in FanOut.RunAsync(nodes, settings.ThrottleLimit, send.RunAsync, cancellationToken).ConfigureAwait(false))
        {
            yield return result;
        }
    }

    /// <summary>
    /// Fetches a file or folder from nodes: to <c>localFolder/name</c>, or to <c>localFolder/node/name</c> where there are several
    /// nodes. Folders that are missing are made.
    /// </summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="remotePath">The file or folder on each node; relative to the account's home, which <c>~/</c> stands for as well; a link is followed.</param>
    /// <param name="localFolder">Folder on this machine that takes it in.</param>
    /// <param name="settings">How.</param>
    /// <param name="progress">Told how many bytes came in from all nodes together; may be null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>One result for each node, as they arrive, with the node's error in it.</returns>
    /// <exception cref="DentropyException"><c>InvalidItemPath</c>, <c>InvalidLimit</c>: nothing was fetched.</exception>
    public async IAsyncEnumerable<DcCopyResult> FetchAsync(
        IReadOnlyList<DcNode> nodes,
        string remotePath,
        string localFolder,
        ItemCopySettings settings,
        IProgress<FanOutProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Check(settings);
        CopyErrors.ThrowIfUnusable(remotePath);
        var told = new CopyProgress(progress, nodes.Count, totalBytes: 0);
        var fetch = new FetchJob(pool, remotePath, Path.GetFullPath(localFolder), settings.NodeFolders ?? nodes.Count > 1, settings, told);
        await foreach (var result in FanOut.RunAsync(nodes, settings.ThrottleLimit, fetch.RunAsync, cancellationToken).ConfigureAwait(false))
        {
            yield return result;
        }
    }

    private static void Check(ItemCopySettings settings)
    {
        if (settings.ThrottleLimit < 1)
        {
            throw new DentropyException("InvalidLimit", DentropyErrorCategory.InvalidArgument, target: null, "The throttle limit must be at least 1.");
        }
    }
}
