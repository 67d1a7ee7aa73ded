using Dentropy.Engine.Provisioning.Keys.Hosts;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Provisioning;
using Xunit;

namespace Dentropy.Peers.Tests.Provisioning.Keys;

public sealed class HostKeyTests : HostKeyTest
{
    // A key that nobody has.
    private const string Stray = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDmFPqwCwGUJ5dB5FpTDVDRmJ3KkkXQ1gHRhG5mzr6xB";

    private string Address => Node("pi1").Address!;

    [Fact]
    public async Task KeysThatSshdServesAndThoseThatAreTrustedWithoutThemAreListed()
    {
        await ServeThreeAsync("pi1");
        await File.AppendAllTextAsync(KnownHostsPath, $"{Address} {Stray}\n", Stop);

        var keys = await ListHostKeysAsync("pi1");

        Assert.Equal(
            [("ssh-ed25519", 256, true, true), ("ecdsa-sha2-nistp256", 256, true, false), ("ssh-rsa", 2048, true, false), ("ssh-ed25519", 256, false, true)],
            keys.OrderByDescending(key => key.OnNode).ThenByDescending(key => key.Known).ThenBy(key => key.Type, StringComparer.Ordinal).Select(key => (key.Type, key.Bits, key.OnNode, key.Known)));
        Assert.Equal(await FingerprintAsync("pi1"), keys.Single(key => key is { OnNode: true, Known: true }).Fingerprint);
        Assert.Equal("/etc/ssh/ssh_host_rsa_key", keys.Single(key => key.Type == "ssh-rsa").Path);
        Assert.All(keys, key => Assert.Equal(Address, key.Host));
        Assert.DoesNotContain("rsa", await File.ReadAllTextAsync(KnownHostsPath, Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AfterAnUpdateEveryTypeThatSshMayAskForIsKnown()
    {
        await ServeThreeAsync("pi1");
        await Assert.ThrowsAsync<DentropyException>(() => Links.ProveHostAsync(Node("pi1"), KnownLines(), "rsa-sha2-512", Stop));

        var change = await UpdateOneAsync(new HostKeySettings());

        Assert.Equal(2, change.Added.Count);
        Assert.Empty(change.Removed);
        foreach (var type in (string[])["rsa-sha2-512", "ecdsa-sha2-nistp256", "ssh-ed25519"])
            await Links.ProveHostAsync(Node("pi1"), KnownLines(), type, Stop);
        Assert.Contains(KnownLines(), line => line.StartsWith($"pi1,{Address} ssh-rsa ", StringComparison.Ordinal));
        Assert.False((await UpdateOneAsync(new HostKeySettings())).Changed);
        Assert.False((await UpdateOneAsync(new HostKeySettings { RemoveOld = true })).Changed);
    }

    [Fact]
    public async Task AnAlgorithmThatSshdLeavesOutBringsNoKey()
    {
        await Lab.ExecAsync("pi1", "echo 'HostKeyAlgorithms ssh-ed25519,ecdsa-sha2-nistp256' >/etc/ssh/sshd_config.d/40-algorithms.conf");
        await Lab.ExecAsync("pi1", "ssh-keygen -q -t rsa -b 2048 -N '' -f /etc/ssh/ssh_host_rsa_key; echo 'HostKey /etc/ssh/ssh_host_rsa_key' >/etc/ssh/sshd_config.d/50-keys.conf");

        Assert.Equal(["ssh-ed25519"], (await ListHostKeysAsync("pi1")).Select(key => key.Type));
    }

    [Fact]
    public async Task OldKeysGoWhenThatIsAskedForAndNothingElseDoes()
    {
        await File.AppendAllTextAsync(KnownHostsPath, $"# a remark\n{Address},shared.example {Stray}\n@cert-authority *.example {Stray}\n", Stop);
        var others = KnownLines().Where(line => !line.Contains(Stray, StringComparison.Ordinal)).ToList();

        Assert.False((await UpdateOneAsync(new HostKeySettings())).Changed);
        var change = await UpdateOneAsync(new HostKeySettings { RemoveOld = true });

        Assert.Single(change.Removed);
        Assert.Equal([.. others, $"shared.example {Stray}", $"@cert-authority *.example {Stray}"], KnownLines());
        await LogInAnewAsync("pi1");
    }

    [Fact]
    public async Task WhatSshdStillShowsIsNotForgottenForWhatItsFilesHold()
    {
        await File.AppendAllTextAsync(KnownHostsPath, $"{Address} {Stray}\n", Stop);
        var before = KnownLines();

        var change = Assert.Single(await UpdateAsync(new NodeHostKeys(Links, new NeverShown(Links)), new HostKeySettings { RemoveOld = true }, "pi1"));

        Assert.Equal("HostKeyNotServed", change.Failure?.ErrorId);
        Assert.Empty(change.Removed);
        Assert.Equal(before, KnownLines());
    }

    [Fact]
    public async Task NewKeysTakeTheOldOnesPlaceAndNobodyEverMeetsOneThatIsNotKnown()
    {
        await ServeThreeAsync("pi1");
        await UpdateOneAsync(new HostKeySettings());
        var old = (await ListHostKeysAsync("pi1")).Select(key => key.Fingerprint).ToHashSet(StringComparer.Ordinal);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var visitor = VisitAsync(end.Token);

        var change = await UpdateOneAsync(new HostKeySettings { New = true });

        await end.CancelAsync();
        Assert.Equal([], await visitor);
        var now = await ListHostKeysAsync("pi1");
        Assert.Equal(["ecdsa-sha2-nistp256 256", "ssh-ed25519 256", "ssh-rsa 2048"], now.Select(key => $"{key.Type} {key.Bits}").Order(StringComparer.Ordinal));
        Assert.All(now, key => Assert.True(key is { OnNode: true, Known: true } && !old.Contains(key.Fingerprint), key.ToString()));
        Assert.Equal(old.Order(StringComparer.Ordinal), change.Removed.Order(StringComparer.Ordinal));
        Assert.Equal(await FingerprintAsync("pi1"), now.Single(key => key.Type == "ssh-ed25519").Fingerprint);
        Assert.Equal("600", await ExecAsync("pi1", $"stat -c %a {Ed25519}"));
        foreach (var type in (string[])["rsa-sha2-512", "ecdsa-sha2-nistp256", "ssh-ed25519"])
            await Links.ProveHostAsync(Node("pi1"), KnownLines(), type, Stop);
        await NothingLeftAsync("pi1");
    }

    [Fact]
    public async Task NewKeysThatAreNotShownGoAtOnceAndTheOldOnesAreBack()
    {
        var (known, key) = (KnownLines(), await FingerprintAsync("pi1"));
        var keys = new NodeHostKeys(Links, new NeverShown(Links));

        var change = Assert.Single(await UpdateAsync(keys, new HostKeySettings { New = true, ProofTimeout = TimeSpan.FromSeconds(4) }, "pi1"));

        Assert.Equal("HostKeyNotProved", change.Failure?.ErrorId);
        Assert.Contains("was put back", change.Failure!.Message, StringComparison.Ordinal);
        Assert.False(change.Changed);
        Assert.Equal(key, await FingerprintAsync("pi1"));
        Assert.Equal(known, KnownLines());
        await NothingLeftAsync("pi1");
        await Lab.UntilAsync(async () => await IsGoodAsync(() => LogInAnewAsync("pi1")), "sshd shows the old key again");
    }

    [Fact]
    public async Task ALinkThatIsCutBeforeTheProofBringsTheOldKeysBack()
    {
        var key = await FingerprintAsync("pi1");
        await using var links = new SshLinkPool(new LinkOptions { KeepAliveInterval = TimeSpan.FromSeconds(1), KeepAliveCount = 2, ConnectTimeout = TimeSpan.FromSeconds(3) });
        var keys = new NodeHostKeys(links, new BeforeProof(links, node => Lab.RunAsync("link", node.Name, "down")));

        var change = Assert.Single(await UpdateAsync(keys, new HostKeySettings { New = true, ProofTimeout = TimeSpan.FromSeconds(8) }, "pi1"));

        Assert.Equal("HostKeyNotProved", change.Failure?.ErrorId);
        Assert.Contains("by itself", change.Failure!.Message, StringComparison.Ordinal);
        // Whichever of the two sshd shows, it is known.
        Assert.Equal(2, KnownLines().Count(line => line.Contains(Address, StringComparison.Ordinal)));
        await Lab.RunAsync("link", "pi1", "up");
        await Lab.UntilAsync(async () => await ExecAsync("pi1", "ls /var/lib/dentropy/hostkeys* 2>/dev/null") == "", "the node has put the keys back");
        Assert.Equal(key, await FingerprintAsync("pi1"));
        await NothingLeftAsync("pi1");
        await LogInAnewAsync("pi1");
        await Lab.UntilAsync(async () => await ExecAsync("pi1", "flock -n /run/dentropy/provision.lock true && echo free") == "free", "the node is free again");

        Assert.Single((await UpdateOneAsync(new HostKeySettings { New = true })).Added);
        Assert.Single((await UpdateOneAsync(new HostKeySettings { RemoveOld = true })).Removed);
        Assert.Single(KnownLines(), line => line.Contains(Address, StringComparison.Ordinal));
    }

    [Fact]
    public async Task TwoOperatorsAtOnceLeaveOneStateThatBothKnow()
    {
        await using var links = new SshLinkPool();
        var both = await Task.WhenAll(UpdateAsync(new HostKeySettings { New = true }, "pi1"), UpdateAsync(new NodeHostKeys(links, links), new HostKeySettings { New = true }, "pi1"));

        var failures = both.SelectMany(changes => changes).Select(change => change.Failure?.ErrorId).ToList();
        Assert.Contains(null, failures);
        Assert.All(failures, failure => Assert.True(failure is null or "ProvisionBusy", failure));
        var key = Assert.Single(await ListHostKeysAsync("pi1"));
        Assert.True(key is { OnNode: true, Known: true });
        await LogInAnewAsync("pi1");
    }

    [Fact]
    public async Task AnAccountWithoutRootIsTold()
    {
        await Store.ReplaceAsync(Node("pi1") with { User = "ops" }, Stop);
        await ReadNodesAsync();
        await Lab.ExecAsync("pi1", "for f in /etc/sudoers.d/*; do mv \"$f\" \"/root/${f##*/}.kept\"; done");
        try
        {
            var change = Assert.Single(await UpdateAsync(new HostKeySettings { New = true }, "pi1"));
            Assert.Equal("ProvisionNeedsRoot", change.Failure?.ErrorId);
            Assert.Equal("pi1", change.Failure?.Target);
            Assert.False(change.Changed);
        }
        finally
        {
            await Lab.ExecAsync("pi1", "for f in /root/*.kept; do x=${f##*/}; mv \"$f\" \"/etc/sudoers.d/${x%.kept}\"; done");
        }
    }

    [Fact]
    public async Task AFullDiskLeavesTheKeysAsTheyWere()
    {
        var known = KnownLines();
        await Lab.ExecAsync("pi1", "cp -a /etc/ssh /srv/small/ssh && mount --bind /srv/small/ssh /etc/ssh && cat /dev/zero >/srv/small/fill 2>/dev/null");
        var before = await ExecAsync("pi1", "cat /etc/ssh/ssh_host_*; ls -A /etc/ssh");

        Assert.Equal("ProvisionDiskFull", Assert.Single(await UpdateAsync(new HostKeySettings { New = true }, "pi1")).Failure?.ErrorId);

        Assert.Equal(before, await ExecAsync("pi1", "cat /etc/ssh/ssh_host_*; ls -A /etc/ssh"));
        Assert.Equal(known, KnownLines());
    }

    [Fact]
    public async Task ABrokenConfigurationOfSshdIsToldAndNothingIsDone()
    {
        var known = KnownLines();
        await Lab.ExecAsync("pi1", "echo 'NoSuchThing yes' >/etc/ssh/sshd_config.d/50-broken.conf");

        var failure = Assert.Single(await UpdateAsync(new HostKeySettings { New = true }, "pi1")).Failure;

        Assert.Equal("HostKeysUnreadable", failure?.ErrorId);
        Assert.Contains("NoSuchThing", failure!.Message, StringComparison.Ordinal);
        Assert.Equal(known, KnownLines());
    }

    [Fact]
    public async Task TheMachineThatOneWorksAtHasNoHostKeyToAskFor()
    {
        var local = new DcNode { Name = DcNode.LocalName };
        await foreach (var (_, _, failure) in Keys.ListAsync([local], 1, Stop))
            Assert.Equal("HostKeyLocalNode", failure?.ErrorId);
    }

    // Logs in again and again as another operator of this cloud would; what a moment without a listener brings is no answer.
    private async Task<List<string>> VisitAsync(CancellationToken end)
    {
        await using var links = new SshLinkPool();
        var met = new List<string>();
        while (!end.IsCancellationRequested)
        {
            try
            {
                await links.ProveLoginAsync(Node("pi1"), onlyKey: null, end);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            catch (DentropyException e) when (e.Category == DentropyErrorCategory.AuthenticationError)
            {
                met.Add(e.Message);
            }
            catch (DentropyException)
            {
            }
        }

        return met;
    }

    private static async Task<bool> IsGoodAsync(Func<Task> attempt)
    {
        try
        {
            await attempt();
            return true;
        }
        catch (DentropyException)
        {
            return false;
        }
    }

    private sealed class NeverShown(SshLinkPool links) : IHostProof
    {
        public Task<HostNames> NamesAsync(DcNode node, CancellationToken cancellationToken) => links.NamesAsync(node, cancellationToken);

        public Task ProveHostAsync(DcNode node, IReadOnlyList<string> lines, string? algorithms, CancellationToken cancellationToken) =>
            Task.FromException(new DentropyException("HostKeyUnknown", DentropyErrorCategory.AuthenticationError, node.Name, "another key is shown"));
    }
}
