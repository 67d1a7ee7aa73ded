using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Provisioning;

namespace Dentropy.Engine.Provisioning.Keys;

/// <summary>Takes a key from one node.</summary>
internal sealed class KeyRemoval(ILinkPool links, ILoginProof logins, DcNode node)
{
    private const int Rounds = 3;

    public async Task<DcNodeKeyChange> RunAsync(string key, CancellationToken cancellationToken)
    {
        var change = new DcNodeKeyChange { Node = node.Name, Cloud = node.Cloud };
        try
        {
            var host = new KeyHost(links, node);
            for (var round = 0; round < Rounds; round++)
            {
                var list = await host.ReadAsync(cancellationToken).ConfigureAwait(false);
                change = change with { User = list.User };
                var found = Find(list, key);
                // Asked anew each time: this is what keeps the last key that works.
                var used = await logins.ProveLoginAsync(node, onlyKey: null, cancellationToken).ConfigureAwait(false) ?? throw NodeKeyErrors.Unknown(node.Name);
                if (used == found.Fingerprint)
                    throw NodeKeyErrors.InUse(node.Name, used);
                if (await host.WriteAsync(list, list.Without([found.Fingerprint]), cancellationToken).ConfigureAwait(false) is not null)
                    return change with { Changed = true, Removed = [found.Fingerprint], Steps = [$"remove {found.Fingerprint}{(found.Comment.Length > 0 ? $" ({found.Comment})" : "")}"] };
            }

            throw NodeKeyErrors.Busy(node.Name);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return change with { Failure = ProvisionErrors.Of(node.Name, e) };
        }
    }

    private AuthorizedKey Find(KeyList list, string key)
    {
        var named = list.Keys.Where(one => one.Fingerprint == key || one.Fingerprint == "SHA256:" + key).ToList();
        if (named.Count > 0)
            return named[0];
        return list.Keys.Where(one => one.Comment == key).DistinctBy(one => one.Blob, StringComparer.Ordinal).ToList() switch
        {
            [] => throw NodeKeyErrors.NotFound(node.Name, key),
            [var only] => only,
            _ => throw NodeKeyErrors.Ambiguous(node.Name, key),
        };
    }
}
