using System.Text;
using Dentropy.Nodes;

namespace Dentropy.Engine.Inventory;

/// <summary>
/// An inventory as a folder of small YAML files, made to live in git: <c>nodes/&lt;name&gt;.yaml</c> one node a file, and
/// <c>history/nodes/&lt;name&gt;/&lt;revision&gt;.yaml</c> every state that was replaced or removed, as it was.
/// </summary>
/// <remarks>
/// <para>Names are found in any letter case and are unique without it, because some file systems do not know it.</para>
/// <para>
/// Writers, of this process and of others on this machine, take turns through a lock; readers need none, since every file is renamed in
/// whole and on disk. A change keeps the old state before the new one takes its place, so that a crash between loses neither. A change
/// that changes nothing writes nothing and keeps the revision. Comments above the first field outlive a change; others stay in the
/// kept state.
/// </para>
/// </remarks>
/// <param name="cloud">Full path of the cloud folder; see <see cref="CloudFolder.Resolve"/>. It need not exist yet: adding makes it.</param>
public sealed class FileNodeStore(string cloud) : INodeStore
{
    private readonly NodeFiles _files = new(cloud);
    private readonly NodeHistory _history = new(cloud);

    /// <inheritdoc/>
    public string Location { get; } = cloud;

    /// <summary>How long a write waits while other processes hold the inventory before it fails with <c>InventoryBusy</c>.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    /// <exception cref="DentropyException"><c>InventoryUnreadable</c>: the folder is a file or may not be read.</exception>
    public Task<NodeListing> ReadAllAsync(CancellationToken cancellationToken) =>
        Task.Run(() => _files.ReadAllAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<DcNode?> FindAsync(string name, CancellationToken cancellationToken) =>
        Task.Run(() => Read(name)?.Node, cancellationToken);

    /// <inheritdoc/>
    public async Task<DcNode> AddAsync(DcNode node, CancellationToken cancellationToken)
    {
        node = Checked(node);
        return await WriteAsync(() => Add(node), makeFolder: true, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<DcNode> ReplaceAsync(DcNode node, CancellationToken cancellationToken)
    {
        node = Checked(node);
        if (!Directory.Exists(_files.Folder))
            throw InventoryErrors.NotFound(node.Name, Location);

        return await WriteAsync(() => Replace(node), makeFolder: false, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(string name, long? revision, CancellationToken cancellationToken)
    {
        if (string.Equals(name, DcNode.LocalName, StringComparison.OrdinalIgnoreCase))
            throw InventoryErrors.Local(name);
        if (!NodeRules.IsName(name) || !Directory.Exists(_files.Folder))
            throw InventoryErrors.NotFound(name, Location);

        await WriteAsync(() => Remove(name, revision), makeFolder: false, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DcNodeRevision>> HistoryAsync(string name, CancellationToken cancellationToken) =>
        Task.Run(() => History(name), cancellationToken);

    private static DcNode Checked(DcNode node)
    {
        node = NodeRules.Normalize(node);
        NodeRules.Validate(node);
        return node;
    }

    private async Task<T> WriteAsync<T>(Func<T> write, bool makeFolder, CancellationToken cancellationToken)
    {
        try
        {
            if (makeFolder)
                DurableFile.MakeFolder(_files.Folder);

            using var turn = await InventoryLock.TakeAsync(Location, Patience, cancellationToken).ConfigureAwait(false);
            return await Task.Run(write, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw InventoryErrors.Write(Location, e);
        }
    }

    private DcNode Add(DcNode node)
    {
        if (_files.Locate(node.Name) is { } other)
            throw InventoryErrors.Exists(node.Name, other, Location);

        var kept = _history.Find(node.Name);
        node = node with { Revision = kept.Count == 0 ? 1 : kept[^1].Revision + 1, Cloud = Location };
        var ignored = Path.Join(Location, ".gitignore");
        if (!File.Exists(ignored))
            DurableFile.Save(ignored, $"# What belongs to one machine only.\n{InventoryLock.FileName}\n.*.tmp\n");

        using var file = Prepare(node, comments: "");
        file.Publish();
        return node;
    }

    private DcNode Replace(DcNode node)
    {
        var (current, content) = Read(node.Name) ?? throw InventoryErrors.NotFound(node.Name, Location);
        if (node.Revision != current.Revision)
            throw InventoryErrors.Stale(current.Name, node.Revision, current.Revision);

        node = node with { Name = current.Name, Cloud = Location };
        if (string.Equals(NodeYamlWriter.Write(node, "", null), NodeYamlWriter.Write(current, "", null), StringComparison.Ordinal))
            return current;

        var kept = _history.Find(current.Name);
        var number = NodeHistory.NumberFor(kept, current.Revision, content);
        node = node with { Revision = Math.Max(number, kept.Count == 0 ? 0 : kept[^1].Revision) + 1 };

        // The new state is on disk under its temporary name before anything is kept, so that a full disk changes nothing.
        using var file = Prepare(node, LeadingComments(content));
        _history.Keep(current.Name, number, content, WrittenAt(current.Name, content), removal: null);
        file.Publish();
        return node;
    }

    private bool Remove(string name, long? revision)
    {
        var (current, content) = Read(name) ?? throw InventoryErrors.NotFound(name, Location);
        if (revision is { } seen && seen != current.Revision)
            throw InventoryErrors.Stale(current.Name, seen, current.Revision);

        var number = NodeHistory.NumberFor(_history.Find(current.Name), current.Revision, content);
        _history.Keep(current.Name, number, content, WrittenAt(current.Name, content), DateTimeOffset.UtcNow);
        File.Delete(_files.PathOf(current.Name));
        DurableFile.SyncFolder(_files.Folder);
        return true;
    }

    private IReadOnlyList<DcNodeRevision> History(string name)
    {
        if (!NodeRules.IsName(name))
            throw InventoryErrors.NotFound(name, Location);

        var kept = _history.Find(name);
        var states = new List<DcNodeRevision>();
        byte[] content = [];
        try
        {
            if (Read(name) is { } found)
            {
                content = found.Content;
                states.Add(new DcNodeRevision
                {
                    Name = found.Node.Name,
                    Revision = found.Node.Revision,
                    Time = WrittenAt(found.Node.Name, content),
                    State = DcNodeRevisionState.Current,
                    Node = found.Node,
                });
            }
        }
        catch (DentropyException) when (kept.Count > 0)
        {
            // A broken file is when its earlier states are needed most.
        }

        // A crash between keeping a state and replacing it leaves the present state among the kept ones.
        states.AddRange(kept
            .Where(k => states.Count == 0 || k.Revision != states[0].Revision || !NodeHistory.IsSame(k, content))
            .Reverse()
            .Select(_history.Read)
            .ToList());
        return states.Count > 0 ? states : throw InventoryErrors.NotFound(name, Location);
    }

    private (DcNode Node, byte[] Content)? Read(string name)
    {
        if (!NodeRules.IsName(name) || _files.Locate(name) is not { } stored || _files.Content(stored) is not { } content)
            return null;

        return (NodeYaml.Read(content, _files.PathOf(stored), stored, Location), content);
    }

    private DurableFile Prepare(DcNode node, string comments)
    {
        var content = Encoding.UTF8.GetBytes(NodeYamlWriter.Write(node, comments, DateTimeOffset.UtcNow));
        if (content.Length > NodeYaml.LargestFile)
        {
            throw new DentropyException(
                "InvalidNodeMetadata",
                DentropyErrorCategory.InvalidArgument,
                node.Name,
                $"Node {node.Name}: metadata: its file would be {content.Length} bytes long, and 1 MiB is the most. Keep large values elsewhere and store a reference.");
        }

        return DurableFile.Write(_files.PathOf(node.Name), content);
    }

    private DateTimeOffset WrittenAt(string name, byte[] content) => NodeHistory.WrittenAt(content) ?? new DateTimeOffset(File.GetLastWriteTimeUtc(_files.PathOf(name)));

    private static string LeadingComments(byte[] content)
    {
        var comments = new StringBuilder();
        foreach (var line in Encoding.UTF8.GetString(content).AsSpan().TrimStart('\uFEFF').EnumerateLines())
        {
            if (!line.StartsWith('#'))
                break;

            comments.Append(line).Append('\n');
        }

        return comments.ToString();
    }
}
