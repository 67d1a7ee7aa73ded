using Dentropy.Nodes;

namespace Dentropy.Engine.Inventory;

/// <summary>A node file that could not be read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Error">What is wrong: file, line and field, and the way out.</param>
public sealed record NodeFault(string Path, DentropyException Error);

/// <summary>What a whole inventory holds.</summary>
/// <param name="Nodes">Every node that could be read, sorted by name in natural order (pi2 before pi10); never <c>localhost</c>.</param>
/// <param name="Faults">Every one that could not.</param>
public sealed record NodeListing(IReadOnlyList<DcNode> Nodes, IReadOnlyList<NodeFault> Faults);

/// <summary>Where nodes are kept: a folder of files, or later a store that several operators share.</summary>
/// <remarks>
/// Names are found in any letter case and are unique without it. Any write may fail with <c>InventoryReadOnly</c>, <c>InventoryBusy</c> (others
/// held the store for too long) or <c>InventoryWriteFailed</c>, and any read with <c>InventoryUnreadable</c>; a write that fails changes nothing.
/// </remarks>
public interface INodeStore
{
    /// <summary>Where it is, as an operator would name it: a folder's full path.</summary>
    string Location { get; }

    /// <summary>Reads every node. An inventory that does not exist yet is empty.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    Task<NodeListing> ReadAllAsync(CancellationToken cancellationToken);

    /// <summary>Reads one node.</summary>
    /// <param name="name">Its exact name, in any letter case.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The node, or null where there is none.</returns>
    /// <exception cref="DentropyException"><c>NodeFileInvalid</c> or <c>NodeFileUnreadable</c>: its file is broken or may not be read; the target is its path.</exception>
    Task<DcNode?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>Adds a node as revision 1, or as the next revision after a removed one of that name.</summary>
    /// <param name="node">The node; its revision is ignored.</param>
    /// <param name="cancellationToken">Ends the waiting for the store; a write that began is finished.</param>
    /// <returns>The node as stored.</returns>
    /// <exception cref="DentropyException"><c>NodeExists</c>, <c>InventoryReadOnly</c>, or one of the validation errors.</exception>
    Task<DcNode> AddAsync(DcNode node, CancellationToken cancellationToken);

    /// <summary>Replaces a node, if its revision is still the stored one, and keeps the old state.</summary>
    /// <param name="node">The new state, with the revision that it was made from.</param>
    /// <param name="cancellationToken">Ends the waiting for the store; a write that began is finished.</param>
    /// <returns>The node as stored, one revision on; where nothing differs from the stored state, that state, and nothing is written.</returns>
    /// <exception cref="DentropyException"><c>NodeNotFound</c>, <c>StaleRevision</c>, <c>InventoryReadOnly</c>, or a validation error.</exception>
    Task<DcNode> ReplaceAsync(DcNode node, CancellationToken cancellationToken);

    /// <summary>Removes a node, if the revision is still the stored one, and keeps its last state.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="revision">The revision that was looked at; null removes any.</param>
    /// <param name="cancellationToken">Ends the waiting for the store; a write that began is finished.</param>
    /// <exception cref="DentropyException"><c>NodeNotFound</c>, <c>StaleRevision</c>, <c>InventoryReadOnly</c>.</exception>
    Task RemoveAsync(string name, long? revision, CancellationToken cancellationToken);

    /// <summary>Every kept state of a node, newest first.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException"><c>NodeNotFound</c>: nothing was ever kept under that name.</exception>
    Task<IReadOnlyList<DcNodeRevision>> HistoryAsync(string name, CancellationToken cancellationToken);
}
