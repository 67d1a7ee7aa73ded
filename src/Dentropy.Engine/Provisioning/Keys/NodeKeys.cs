using System.Runtime.CompilerServices;
using Dentropy.Engine.Cluster;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Provisioning;

namespace Dentropy.Engine.Provisioning.Keys;

/// <summary>Keys of the accounts that nodes are reached by. None is taken away before another one has been proved.</summary>
/// <param name="store">The inventory.</param>
/// <param name="links">Links to nodes.</param>
/// <param name="logins">Proves that a key works.</param>
public sealed class NodeKeys(INodeStore store, ILinkPool links, ILoginProof logins)
{
    /// <summary>The keys of nodes, and which of them one comes with.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="throttle">Nodes at a time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>For each node, as they answer, its keys in the order of its file, or what went wrong.</returns>
    public IAsyncEnumerable<(DcNode Node, IReadOnlyList<DcNodeKey> Keys, DentropyException? Failure)> ListAsync(IReadOnlyList<DcNode> nodes, int throttle, CancellationToken cancellationToken)
    {
        return FanOut.RunAsync(Distinct(nodes), Limit(throttle), ListOneAsync, cancellationToken);

        async Task<(DcNode, IReadOnlyList<DcNodeKey>, DentropyException?)> ListOneAsync(DcNode node, CancellationToken token)
        {
            try
            {
                var list = await new KeyHost(links, node).ReadAsync(token).ConfigureAwait(false);
                var used = await logins.ProveLoginAsync(node, onlyKey: null, token).ConfigureAwait(false);
                return (node, [.. list.Keys.Select(key => Record(node, list, key, used)), .. list.Authorities.Select(key => Record(node, list, key, used: null) with { IsAuthority = true, Path = list.AuthoritiesPath })], null);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                return (node, [], ProvisionErrors.Of(node.Name, e));
            }
        }
    }

    /// <summary>
    /// Adds a key, and proves over a fresh connection that one gets in with it alone. Only then, where that is asked for, the key that one came with is taken away and the inventory
    /// names the new one. A key that does not work is taken away again, and the others stay.
    /// </summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Ends it between two steps; what was begun is left so that one gets in.</param>
    /// <returns>A record for each node as they are done; each node's error is in its record.</returns>
    /// <exception cref="DentropyException"><c>KeyFileInvalid</c>, <c>InvalidLimit</c>: nothing was done anywhere.</exception>
    public async IAsyncEnumerable<DcNodeKeyChange> UpdateAsync(IReadOnlyList<DcNode> nodes, NodeKeySettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (key, identity) = KeyFiles.Read(settings.NewKey);
        await foreach (var change in FanOut.RunAsync(Distinct(nodes), Limit(settings.ThrottleLimit), (node, token) => new KeyRotation(store, links, logins, node, key, identity).RunAsync(settings.RevokeOld, token), cancellationToken).ConfigureAwait(false))
            yield return change;
    }

    /// <summary>Takes a key away. The one that one comes with is refused, so the last that works can never go.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="key">Its fingerprint, or its comment where only one key has that.</param>
    /// <param name="throttle">Nodes at a time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A record for each node as they are done; each node's error is in its record.</returns>
    public IAsyncEnumerable<DcNodeKeyChange> RemoveAsync(IReadOnlyList<DcNode> nodes, string key, int throttle, CancellationToken cancellationToken) =>
        FanOut.RunAsync(Distinct(nodes), Limit(throttle), (node, token) => new KeyRemoval(links, logins, node).RunAsync(key, token), cancellationToken);

    private static int Limit(int throttle) => throttle >= 1 ? throttle : throw ProvisionErrors.Settings("ThrottleLimit", "is less than 1");

    private static IReadOnlyList<DcNode> Distinct(IReadOnlyList<DcNode> nodes) => [.. nodes.DistinctBy(node => node.Name, StringComparer.Ordinal)];

    private static DcNodeKey Record(DcNode node, KeyList list, AuthorizedKey key, string? used) => new()
    {
        Node = node.Name,
        Cloud = node.Cloud,
        User = list.User,
        Fingerprint = key.Fingerprint,
        Type = key.Type,
        Comment = key.Comment,
        Options = key.Options,
        IsAuthority = key.Options.Split(',').Contains("cert-authority", StringComparer.OrdinalIgnoreCase),
        Path = list.Path,
        InUse = string.Equals(key.Fingerprint, used, StringComparison.Ordinal),
    };
}
