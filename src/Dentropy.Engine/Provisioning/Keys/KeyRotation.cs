using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Provisioning;

namespace Dentropy.Engine.Provisioning.Keys;

/// <summary>
/// Changes the key of one node. The link that is open from before, made with the old key, is what puts things back: it works whatever the file of keys says by then.
/// </summary>
internal sealed class KeyRotation(INodeStore store, ILinkPool links, ILoginProof logins, DcNode node, AuthorizedKey key, string identity)
{
    private const int Rounds = 3;
    private static readonly TimeSpan s_undo = TimeSpan.FromSeconds(30);

    private readonly KeyHost _host = new(links, node);
    private readonly List<string> _steps = [];
    private string? _user;
    private string? _proved;
    private string? _removed;

    public async Task<DcNodeKeyChange> RunAsync(bool revoke, CancellationToken cancellationToken)
    {
        DentropyException? failure = null;
        try
        {
            var added = await AddAsync(cancellationToken).ConfigureAwait(false);
            await ProveAsync(added, cancellationToken).ConfigureAwait(false);
            if (revoke)
                await RevokeAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failure = ProvisionErrors.Of(node.Name, e);
        }

        return new DcNodeKeyChange
        {
            Node = node.Name,
            Cloud = node.Cloud,
            User = _user,
            Changed = _steps.Count > 0,
            Steps = _steps,
            Proved = _proved,
            Removed = _removed is null ? [] : [_removed],
            Failure = failure,
        };
    }

    // Whether it was added; not where it is there already.
    private async Task<bool> AddAsync(CancellationToken cancellationToken)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var list = await _host.ReadAsync(cancellationToken).ConfigureAwait(false);
            _user = list.User;
            if (list.Keys.Any(other => other.Is(key)))
                return false;
            if (await _host.WriteAsync(list, list.With(key), cancellationToken).ConfigureAwait(false) is null)
                continue;
            _steps.Add($"add {key.Fingerprint}{(key.Comment.Length > 0 ? $" ({key.Comment})" : "")}");
            return true;
        }

        throw NodeKeyErrors.Busy(node.Name);
    }

    private async Task ProveAsync(bool added, CancellationToken cancellationToken)
    {
        Exception? cause = null;
        try
        {
            if (await logins.ProveLoginAsync(node, identity, cancellationToken).ConfigureAwait(false) == key.Fingerprint)
            {
                _proved = key.Fingerprint;
                return;
            }
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
            cause = e;
        }

        if (added)
        {
            await DropAsync(key.Fingerprint).ConfigureAwait(false);
            _steps.Clear();
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw NodeKeyErrors.NotProved(node.Name, key.Fingerprint, added, cause);
    }

    private async Task RevokeAsync(CancellationToken cancellationToken)
    {
        var old = await logins.ProveLoginAsync(node, onlyKey: null, cancellationToken).ConfigureAwait(false) ?? throw NodeKeyErrors.Unknown(node.Name);
        if (old == key.Fingerprint)
            return;
        // The inventory first: should everything end here, one gets in with either key.
        var next = await PointAsync(cancellationToken).ConfigureAwait(false);
        var line = await DropAsync(old).ConfigureAwait(false);
        if (line is null)
            return;
        try
        {
            using var limit = new CancellationTokenSource(s_undo);
            await logins.ProveLoginAsync(next, onlyKey: null, limit.Token).ConfigureAwait(false);
            _removed = old;
            _steps.Add($"remove {old}{(line.Comment.Length > 0 ? $" ({line.Comment})" : "")}");
            // What is open was made with the key that is gone.
            await links.CloseAsync(node).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
            await PutBackAsync(line, next, e).ConfigureAwait(false);
            throw NodeKeyErrors.StillNeeded(node.Name, old, e);
        }
    }

    // An entry that names no key file leaves the choice to ssh, and goes on doing so.
    private async Task<DcNode> PointAsync(CancellationToken cancellationToken)
    {
        if (node.IdentityFile is null || node.IdentityFile == identity)
            return node;
        if (node.Revision == 0)
            return node with { IdentityFile = identity };
        var stored = await store.ReplaceAsync(node with { IdentityFile = identity }, cancellationToken).ConfigureAwait(false);
        _steps.Add($"identity file {identity} in the inventory");
        return stored;
    }

    // The line that was there; null where the key comes from elsewhere, e.g. a certificate. Not cancelled: it is the middle of a change.
    private async Task<AuthorizedKey?> DropAsync(string fingerprint)
    {
        using var limit = new CancellationTokenSource(s_undo);
        for (var round = 0; round < Rounds; round++)
        {
            var list = await _host.ReadAsync(limit.Token).ConfigureAwait(false);
            if (list.Keys.FirstOrDefault(other => other.Fingerprint == fingerprint) is not { } line)
                return null;
            if (await _host.WriteAsync(list, list.Without([fingerprint]), limit.Token).ConfigureAwait(false) is not null)
                return line;
        }

        throw NodeKeyErrors.Busy(node.Name);
    }

    private async Task PutBackAsync(AuthorizedKey line, DcNode next, Exception why)
    {
        using var limit = new CancellationTokenSource(s_undo);
        try
        {
            for (KeyList? written = null; written is null;)
            {
                var list = await _host.ReadAsync(limit.Token).ConfigureAwait(false);
                written = await _host.WriteAsync(list, list.With(line), limit.Token).ConfigureAwait(false);
            }

            if (next.IdentityFile != node.IdentityFile && next.Revision != node.Revision)
            {
                await store.ReplaceAsync(next with { IdentityFile = node.IdentityFile }, limit.Token).ConfigureAwait(false);
                _steps.RemoveAt(_steps.Count - 1);
            }
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
            throw NodeKeyErrors.NotPutBack(node.Name, line.Fingerprint, why);
        }
    }
}
