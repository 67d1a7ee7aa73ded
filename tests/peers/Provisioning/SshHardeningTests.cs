using Dentropy.Engine.Provisioning;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Provisioning;
using Xunit;

namespace Dentropy.Peers.Tests.Provisioning;

public sealed class SshHardeningTests : ProvisionTest
{
    private const string Path = "/etc/ssh/sshd_config.d/00-dentropy.conf";

    [Fact]
    public async Task SshdIsHardenedAndASecondRunChangesNothing()
    {
        await Lab.ExecAsync("pi1", "echo 'MaxAuthTries 9' >/etc/ssh/sshd_config.d/50-other.conf; usermod -p 'abcdefgh12345' root");
        Profile("hard", "ssh: { passwords: false, root: keys, rootPassword: none, settings: { MaxAuthTries: 3 } }\n");
        try
        {
            var steps = Good(await ApplyAsync("hard", "pi1"));

            Assert.Equal("MaxAuthTries 9 to 3", Step(steps, "ssh").Detail);
            Assert.Equal("take the password away", Step(steps, "user", "root").Detail);
            Assert.Equal("maxauthtries 3", await ExecAsync("pi1", "sshd -T | grep maxauthtries"));
            Assert.Equal("*", await ExecAsync("pi1", "getent shadow root | cut -d: -f2"));
            Assert.Equal("", await ExecAsync("pi1", "ls /var/lib/dentropy/ssh.* 2>/dev/null; pgrep -f '[d]entropy-ssh'"));
            Assert.All(Good(await ApplyAsync("hard", "pi1")), step => Assert.Equal(DcProvisionStatus.Unchanged, step.Status));
        }
        finally
        {
            await Lab.ExecAsync("pi1", "rm -f /etc/ssh/sshd_config.d/50-other.conf; usermod -p '*' root");
        }
    }

    [Fact]
    public async Task SettingsThatSshdRefusesOrThatAreOverruledAreNotKept()
    {
        Profile("refused", "ssh: { settings: { MaxAuthTries: many } }\n");
        Profile("overruled", "ssh: { settings: { MaxAuthTries: 3 } }\n");

        Failed(await ApplyAsync("refused", "pi1"), "SshdRefused");
        Assert.Equal("", await ExecAsync("pi1", $"ls {Path} /var/lib/dentropy/ssh.* 2>/dev/null; pgrep -f '[d]entropy-ssh'"));

        await Lab.ExecAsync("pi1", "echo 'MaxAuthTries 9' >/etc/ssh/sshd_config.d/00-a.conf");
        try
        {
            Assert.Contains("maxauthtries is 9", Failed(await ApplyAsync("overruled", "pi1"), "SshdOverruled").Message, StringComparison.Ordinal);
            Assert.Equal("", await ExecAsync("pi1", $"ls {Path} 2>/dev/null"));
        }
        finally
        {
            await Lab.ExecAsync("pi1", "rm -f /etc/ssh/sshd_config.d/00-a.conf");
        }
    }

    [Fact]
    public async Task WhatWouldLockTheOperatorOutIsTakenBackAtOnce()
    {
        await Lab.ExecAsync("pi1", $"echo 'MaxAuthTries 5' >{Path}");
        Profile("out", "ssh: { settings: { AllowUsers: nobody } }\n");

        var failure = Failed(await ApplyAsync("out", "pi1"), "ProvisionLockedOut");

        Assert.Contains("taken back", failure.Message, StringComparison.Ordinal);
        Assert.Equal("MaxAuthTries 5", await ExecAsync("pi1", $"cat {Path}"));
        await using var fresh = new SshLinkPool();
        await fresh.GetAsync(Node("pi1"), Stop);
        Assert.Equal("", await ExecAsync("pi1", "ls /var/lib/dentropy/ssh.* 2>/dev/null; pgrep -f '[d]entropy-ssh'"));
    }

    [Fact]
    public async Task TheNodeTakesItBackByItselfWhereTheLinkIsCutBeforeTheProof()
    {
        Profile("hard", "ssh: { settings: { MaxAuthTries: 3 } }\n");
        await using var links = new SshLinkPool(new LinkOptions { KeepAliveInterval = TimeSpan.FromSeconds(1), KeepAliveCount = 2, ConnectTimeout = TimeSpan.FromSeconds(3) });
        var provisioner = new NodeProvisioner(Store, links, new CutBeforeProof(links));

        var failure = Failed(await ListAsync(provisioner.ApplyAsync([Node("pi1")], "hard", Settings with { ProofTimeout = TimeSpan.FromSeconds(8) }, progress: null, Stop)), "ProvisionLockedOut");

        Assert.Contains("by itself", failure.Message, StringComparison.Ordinal);
        await Lab.RunAsync("link", "pi1", "up");
        await Lab.UntilAsync(async () => await ExecAsync("pi1", $"ls {Path} /var/lib/dentropy/ssh.* 2>/dev/null") == "", "the node has taken the settings back");
        Assert.Equal("maxauthtries 6", await ExecAsync("pi1", "sshd -T | grep maxauthtries"));
        // The run that was cut off still holds the node for a moment.
        await Lab.UntilAsync(async () => await ExecAsync("pi1", "flock -n /run/dentropy/provision.lock true && echo free") == "free", "the node is free again");
        Good(await ApplyAsync("hard", "pi1"));
        Assert.Equal("maxauthtries 3", await ExecAsync("pi1", "sshd -T | grep maxauthtries"));
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
