using Dentropy.Engine.Transport;
using Dentropy.Engine.Transport.Ssh;
using Dentropy.Nodes;
using Dentropy.Provisioning;

namespace Dentropy.Engine.Provisioning.Keys.Hosts;

/// <summary>Brings <c>known_hosts</c> and one node into agreement. Whatever sshd shows is known before it shows it, so nobody ever meets a key that is not.</summary>
internal sealed class HostKeyUpdate(ILinkPool links, IHostProof hosts, DcNode node, HostKeySettings settings)
{
    private readonly SshdHost _sshd = new(links, node);
    private readonly List<string> _steps = [];
    private readonly List<string> _added = [];
    private readonly List<string> _removed = [];
    private string[] _names = [];

    public async Task<DcHostKeyChange> RunAsync(CancellationToken cancellationToken)
    {
        DentropyException? failure = null;
        try
        {
            if (node.IsLocal)
                throw HostKeyErrors.Local();
            if (node.Cloud is not { Length: > 0 })
                throw HostKeyErrors.NoCloud(node.Name);
            _names = [(await hosts.NamesAsync(node, cancellationToken).ConfigureAwait(false)).Known, node.Name];
            await AddAsync(await ReadAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            if (settings.New || settings.RemoveOld)
                await ChangeAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failure = ProvisionErrors.Of(node.Name, e);
        }

        return new DcHostKeyChange { Node = node.Name, Cloud = node.Cloud, Changed = _steps.Count > 0, Steps = _steps, Added = _added, Removed = _removed, Failure = failure };
    }

    private Task<IReadOnlyList<ServedKey>> ReadAsync(CancellationToken cancellationToken) => _sshd.ReadAsync(_names[0], cancellationToken);

    private async Task ChangeAsync(CancellationToken cancellationToken)
    {
        var held = await new NodeHost(links, node).TakeAsync(cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            if (settings.New)
                await RenewAsync(cancellationToken).ConfigureAwait(false);
            if (settings.RemoveOld)
                await RemoveOldAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        // Another run may have ended here without its proof, or changed them before the lock was there.
        await _sshd.RunAsync(SshdChange.TakeBack, cancellationToken).ConfigureAwait(false);
        var old = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (old.FirstOrDefault(key => key.Kind is null) is { } other)
            throw HostKeyErrors.OtherKind(node.Name, other.Key.Type);
        var made = await _sshd.MakeAsync(old, cancellationToken).ConfigureAwait(false);
        await AddAsync([.. old, .. made], cancellationToken).ConfigureAwait(false);
        await ProveAsync(made, cancellationToken).ConfigureAwait(false);
        _steps.AddRange(made.Select(key => $"serve the new {key.Key.Type} {key.Key.Fingerprint}"));
        if (old.Any(key => key.Certificate is not null))
            _steps.Add("its certificate was for the old key; sign the new one (New-DcSshCertificate -Node)");
        await RemoveAsync(key => old.Any(one => one.Key.Blob == key.Blob), cancellationToken).ConfigureAwait(false);
    }

    private async Task ProveAsync(IReadOnlyList<ServedKey> made, CancellationToken cancellationToken)
    {
        var proof = new SshdProof(_sshd, hosts, node, settings.ProofTimeout);
        try
        {
            await proof.RunAsync(
                token => _sshd.SwapAsync(made, settings.ProofTimeout, token),
                [.. made.Select(key => new HostClaim($"the new key {key.Key.Fingerprint}", key.Key.ToString(), key.Algorithms))],
                cancellationToken).ConfigureAwait(false);
        }
        catch when (proof.IsBack)
        {
            // Where it is not certain that they are gone, both go on being known.
            using var limit = new CancellationTokenSource(SshdProof.Undo);
            await ForgetAsync(made, limit.Token).ConfigureAwait(false);
            throw;
        }
    }

    private async Task ForgetAsync(IReadOnlyList<ServedKey> made, CancellationToken cancellationToken)
    {
        await KnownHostsFile.EditAsync(node.Cloud!, lines => KnownHosts.Without(lines, _names, key => made.Any(one => one.Key.Blob == key.Blob)), cancellationToken).ConfigureAwait(false);
        foreach (var key in made)
        {
            _added.Remove(key.Key.Fingerprint);
            _steps.Remove(Knows(key.Key));
        }
    }

    private async Task AddAsync(IReadOnlyList<ServedKey> keys, CancellationToken cancellationToken)
    {
        List<HostKey> missing = [];
        await KnownHostsFile.EditAsync(
            node.Cloud!,
            lines =>
            {
                missing = [.. keys.Select(key => key.Key).Where(key => KnownHosts.Of(lines, _names[0]).All(there => there.Blob != key.Blob))];
                return KnownHosts.With(lines, _names, missing);
            },
            cancellationToken).ConfigureAwait(false);
        _added.AddRange(missing.Select(key => key.Fingerprint));
        _steps.AddRange(missing.Select(Knows));
    }

    // A node whose sshd has not been reloaded shows other keys than its files hold: with the old ones gone nobody would get in.
    private async Task RemoveOldAsync(CancellationToken cancellationToken)
    {
        var served = await ReadAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await hosts.ProveHostAsync(node, [.. served.Select(key => key.Key.ToString())], algorithms: null, cancellationToken).ConfigureAwait(false);
        }
        catch (DentropyException e)
        {
            throw HostKeyErrors.NotServed(node.Name, e);
        }

        // What a run before has left unproved is proved now, and must not be put back when its keys are known no longer.
        await _sshd.RunAsync(SshdChange.Settle, cancellationToken).ConfigureAwait(false);
        await RemoveAsync(key => served.All(one => one.Key.Blob != key.Blob), cancellationToken).ConfigureAwait(false);
    }

    private async Task RemoveAsync(Func<HostKey, bool> drop, CancellationToken cancellationToken)
    {
        List<HostKey> gone = [];
        await KnownHostsFile.EditAsync(
            node.Cloud!,
            lines =>
            {
                gone = [.. KnownHosts.Of(lines, _names[0]).Where(drop)];
                return KnownHosts.Without(lines, _names, drop);
            },
            cancellationToken).ConfigureAwait(false);
        _removed.AddRange(gone.Select(key => key.Fingerprint));
        _steps.AddRange(gone.Select(key => $"forget {key.Type} {key.Fingerprint}"));
    }

    private static string Knows(HostKey key) => $"know {key.Type} {key.Fingerprint}";
}
