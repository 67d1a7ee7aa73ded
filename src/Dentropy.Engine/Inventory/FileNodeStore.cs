using Dentropy.Nodes;

namespace Dentropy.Engine.Inventory;

/// <summary>An inventory as a folder of small YAML files, one a node, made to live in git.</summary>
/// <param name="cloud">Full path of the cloud folder; see <see cref="CloudFolder.Resolve"/>. It need not exist yet.</param>
public sealed class FileNodeStore(string cloud) : INodeStore
{
    /// <inheritdoc/>
    public string Location { get; } = cloud;

    /// <inheritdoc/>
    public Task<NodeListing> ReadAllAsync(CancellationToken cancellationToken) => throw new NotSupportedException("Being written.");

    /// <inheritdoc/>
    public Task<DcNode?> FindAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException("Being written.");

    /// <inheritdoc/>
    public Task<DcNode> AddAsync(DcNode node, CancellationToken cancellationToken) => throw new NotSupportedException("Being written.");

    /// <inheritdoc/>
    public Task<DcNode> ReplaceAsync(DcNode node, CancellationToken cancellationToken) => throw new NotSupportedException("Being written.");

    /// <inheritdoc/>
    public Task RemoveAsync(string name, long? revision, CancellationToken cancellationToken) => throw new NotSupportedException("Being written.");

    /// <inheritdoc/>
    public Task<IReadOnlyList<DcNodeRevision>> HistoryAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException("Being written.");
}
