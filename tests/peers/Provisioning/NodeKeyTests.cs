using Dentropy.Engine.Provisioning.Keys;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Provisioning;
using Xunit;

namespace Dentropy.Peers.Tests.Provisioning;

public sealed class NodeKeyTests : ProvisionTest
{
    private NodeKeys Keys => new(Store, Links, Links);

    private string OldFingerprint => KeyFiles.Read(Node("pi1").IdentityFile!).Key.Fingerprint;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await RestoreAsync();
    }

    [Fact]
    public async Task ANewKeyIsProvedBeforeTheOldOneGoesOnEveryNode()
    {
        var made = await NewKeyAsync();
        var old = OldFingerprint;
        try
        {
            var changes = await UpdateAsync(Keys, made.PublicPath, revoke: true, "pi1", "pi2");

            Assert.All(changes, change => Assert.Null(change.Failure));
            Assert.All(changes, change => Assert.Equal(made.Fingerprint, change.Proved));
            Assert.All(changes, change => Assert.Equal([old], change.Removed));
            await ReadNodesAsync();
            Assert.Equal(made.Path, Node("pi1").IdentityFile);
            Assert.NotEqual(made.Path, Node("pi3").IdentityFile);
            // With the new key alone one gets in, with the old one nobody does.
            await using var fresh = new SshLinkPool();
            Assert.Equal(made.Fingerprint, await fresh.ProveLoginAsync(Node("pi1"), null, Stop));
            Assert.Equal("KeyRefused", (await Assert.ThrowsAsync<DentropyException>(() => fresh.GetAsync(Node("pi1") with { IdentityFile = Node("pi3").IdentityFile }, Stop))).ErrorId);
            // A line of somebody else is left, with everything around it.
            Assert.Contains("# not ours\n", await Lab.ExecAsync("pi1", "cat ~ops/.ssh/authorized_keys"), StringComparison.Ordinal);

            var again = Assert.Single(await UpdateAsync(Keys, made.PublicPath, revoke: true, "pi1"));
            Assert.Null(again.Failure);
            Assert.False(again.Changed);
            var listed = await ListKeysAsync("pi1");
            Assert.Equal([(made.Fingerprint, true)], listed.Select(key => (key.Fingerprint, key.InUse)));
        }
        finally
        {
            await RestoreAsync();
        }
    }

    [Fact]
    public async Task AKeyThatDoesNotWorkIsTakenAwayAndTheOldOneStays()
    {
        var made = await NewKeyAsync();
        var before = await Lab.ExecAsync("pi1", "cat ~ops/.ssh/authorized_keys");
        // Its private half is another's.
        var other = await NewKeyAsync();
        File.Copy(other.Path, made.Path, overwrite: true);

        var change = Assert.Single(await UpdateAsync(Keys, made.PublicPath, revoke: true, "pi1"));

        Assert.Equal("NodeKeyNotProved", change.Failure?.ErrorId);
        Assert.Contains("taken away again", change.Failure!.Message, StringComparison.Ordinal);
        Assert.False(change.Changed);
        Assert.Equal(before, await Lab.ExecAsync("pi1", "cat ~ops/.ssh/authorized_keys"));
        await ReadNodesAsync();
        Assert.NotEqual(made.Path, Node("pi1").IdentityFile);
        await using var fresh = new SshLinkPool();
        await fresh.GetAsync(Node("pi1"), Stop);
    }

    [Fact]
    public async Task ALoginWithAnotherKeyThanTheNewOneProvesNothing()
    {
        var made = await NewKeyAsync();
        var change = Assert.Single(await UpdateAsync(new NodeKeys(Store, Links, new OtherKey(OldFingerprint)), made.PublicPath, revoke: true, "pi1"));
        Assert.Equal("NodeKeyNotProved", change.Failure?.ErrorId);
        Assert.DoesNotContain(made.Fingerprint, (await ListKeysAsync("pi1")).Select(key => key.Fingerprint));
    }

    [Fact]
    public async Task ALinkThatIsCutBeforeTheProofLeavesTheOldKeyAndTheNextRunGoesOn()
    {
        var made = await NewKeyAsync();
        await using var links = new SshLinkPool(new LinkOptions { KeepAliveInterval = TimeSpan.FromSeconds(1), KeepAliveCount = 2, ConnectTimeout = TimeSpan.FromSeconds(3) });
        try
        {
            var change = Assert.Single(await UpdateAsync(new NodeKeys(Store, links, new CutBeforeProof(links)), made.PublicPath, revoke: true, "pi1"));
            Assert.NotNull(change.Failure);
            await Lab.RunAsync("link", "pi1", "up");
            Assert.Contains(OldFingerprint, (await ListKeysAsync("pi1")).Select(key => key.Fingerprint));

            var next = Assert.Single(await UpdateAsync(Keys, made.PublicPath, revoke: true, "pi1"));
            Assert.Null(next.Failure);
            Assert.Single(next.Removed);
        }
        finally
        {
            await Lab.RunAsync("link", "pi1", "up");
            await RestoreAsync();
        }
    }

    [Fact]
    public async Task AFullDiskLeavesTheKeysAsTheyWere()
    {
        var made = await NewKeyAsync();
        await Lab.ExecAsync("pi1", "cp -a ~ops/.ssh /srv/small/ssh && mount --bind /srv/small/ssh ~ops/.ssh && cat /dev/zero >/srv/small/fill 2>/dev/null");
        try
        {
            var before = await Lab.ExecAsync("pi1", "cat ~ops/.ssh/authorized_keys");
            Assert.Equal("ProvisionDiskFull", Assert.Single(await UpdateAsync(Keys, made.PublicPath, revoke: true, "pi1")).Failure?.ErrorId);
            Assert.Equal(before, await Lab.ExecAsync("pi1", "cat ~ops/.ssh/authorized_keys; ls -A ~ops/.ssh | grep dentropy"));
        }
        finally
        {
            await Lab.ExecAsync("pi1", "umount -l ~ops/.ssh");
        }
    }

    [Fact]
    public async Task TheKeyThatOneComesWithIsNeverTakenAwayAndAnotherIs()
    {
        var made = await NewKeyAsync();
        try
        {
            var added = Assert.Single(await UpdateAsync(Keys, made.Path, revoke: false, "pi1"));
            Assert.Empty(added.Removed);
            Assert.Equal([(OldFingerprint, true), (made.Fingerprint, false)], (await ListKeysAsync("pi1")).Select(key => (key.Fingerprint, key.InUse)));

            Assert.Equal("NodeKeyInUse", (await RemoveAsync(OldFingerprint)).Failure?.ErrorId);
            Assert.Equal("NodeKeyNotFound", (await RemoveAsync("nobody")).Failure?.ErrorId);
            var removed = await RemoveAsync("new key");

            Assert.Null(removed.Failure);
            Assert.Equal([made.Fingerprint], removed.Removed);
            Assert.Equal([OldFingerprint], (await ListKeysAsync("pi1")).Select(key => key.Fingerprint));
            Assert.Equal("NodeKeyInUse", (await RemoveAsync(OldFingerprint)).Failure?.ErrorId);
        }
        finally
        {
            await RestoreAsync();
        }
    }

    [Fact]
    public async Task ChangesOfTwoOperatorsAtOnceAreBothThere()
    {
        var (one, other) = (await NewKeyAsync(), await NewKeyAsync());
        await using var links = new SshLinkPool();
        try
        {
            var both = await Task.WhenAll(UpdateAsync(Keys, one.Path, revoke: false, "pi1"), UpdateAsync(new NodeKeys(Store, links, links), other.Path, revoke: false, "pi1"));

            Assert.All(both.SelectMany(changes => changes), change => Assert.Null(change.Failure));
            var keys = (await ListKeysAsync("pi1")).Select(key => key.Fingerprint).ToList();
            Assert.Contains(one.Fingerprint, keys);
            Assert.Contains(other.Fingerprint, keys);
        }
        finally
        {
            await RestoreAsync();
        }
    }

    private Task<DcKeyFile> NewKeyAsync() => KeyFiles.CreateAsync(Path.Join(CloudPath, "key-" + Guid.NewGuid().ToString("N")[..8]), "new key", Stop);

    private async Task<IReadOnlyList<DcNodeKeyChange>> UpdateAsync(NodeKeys keys, string newKey, bool revoke, params string[] nodes)
    {
        var changes = new List<DcNodeKeyChange>();
        await foreach (var change in keys.UpdateAsync([.. nodes.Select(Node)], new NodeKeySettings { NewKey = newKey, RevokeOld = revoke }, Stop))
            changes.Add(change);
        return changes;
    }

    private async Task<IReadOnlyList<DcNodeKey>> ListKeysAsync(string node)
    {
        await foreach (var (_, keys, failure) in Keys.ListAsync([Node(node)], 1, Stop))
        {
            Assert.Null(failure);
            return keys;
        }

        return [];
    }

    private async Task<DcNodeKeyChange> RemoveAsync(string key)
    {
        await foreach (var change in Keys.RemoveAsync([Node("pi1")], key, 1, Stop))
            return change;
        throw new InvalidOperationException();
    }

    // The account ops with the lab's key and a remark, on nodes whose entry says so.
    private async Task RestoreAsync()
    {
        foreach (var node in await Lab.NodesAsync())
        {
            if (Nodes.All(known => known.Name != node.Name))
                continue;
            var line = await File.ReadAllTextAsync(node.IdentityFile + ".pub", Stop);
            await Lab.ExecAsync(node.Name, $"printf '# not ours\\n%s\\n' '{line.Trim()}' >~ops/.ssh/authorized_keys");
            await Store.ReplaceAsync((await Store.FindAsync(node.Name, Stop))! with { User = "ops", IdentityFile = node.IdentityFile }, Stop);
        }

        await ReadNodesAsync();
    }

    private sealed class OtherKey(string fingerprint) : ILoginProof
    {
        public Task<string?> ProveLoginAsync(DcNode node, string? onlyKey, CancellationToken cancellationToken) => Task.FromResult<string?>(fingerprint);
    }

    private sealed class CutBeforeProof(SshLinkPool links) : ILoginProof
    {
        public async Task<string?> ProveLoginAsync(DcNode node, string? onlyKey, CancellationToken cancellationToken)
        {
            await Lab.RunAsync("link", node.Name, "down");
            return await links.ProveLoginAsync(node, onlyKey, cancellationToken);
        }
    }
}
