using Dentropy.Engine.Provisioning.Keys.Hosts;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Provisioning;
using Xunit;

namespace Dentropy.Peers.Tests.Provisioning.Keys;

/// <summary>Hosts whose <c>/etc/ssh</c> may be changed at will: it is put back after each test.</summary>
public abstract class HostKeyTest : ProvisionTest
{
    protected const string Ed25519 = "/etc/ssh/ssh_host_ed25519_key";

    internal NodeHostKeys Keys => new(Links, Links);

    protected string KnownHostsPath => Path.Join(CloudPath, "known_hosts");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (var node in Nodes)
            await Lab.ExecAsync(node.Name, "cp -a /etc/ssh /root/ssh.saved");
    }

    internal string[] KnownLines() => File.ReadAllLines(KnownHostsPath);

    /// <summary>Adds an ECDSA and an RSA key to those that sshd serves.</summary>
    internal static Task ServeThreeAsync(string node) => Lab.ExecAsync(node, """
        ssh-keygen -q -t ecdsa -N '' -f /etc/ssh/ssh_host_ecdsa_key && ssh-keygen -q -t rsa -b 2048 -N '' -f /etc/ssh/ssh_host_rsa_key
        printf 'HostKey /etc/ssh/ssh_host_ecdsa_key\nHostKey /etc/ssh/ssh_host_rsa_key\n' >/etc/ssh/sshd_config.d/50-keys.conf
        kill -HUP "$(cat /run/lab-host/sshd.pid)"
        for i in $(seq 200); do ssh-keyscan -T 1 -t rsa 127.0.0.1 2>/dev/null | grep -q ssh-rsa && break; sleep 0.1; done
        """);

    internal Task<IReadOnlyList<DcHostKeyChange>> UpdateAsync(HostKeySettings settings, params string[] nodes) => UpdateAsync(Keys, settings, nodes);

    internal async Task<IReadOnlyList<DcHostKeyChange>> UpdateAsync(NodeHostKeys keys, HostKeySettings settings, params string[] nodes)
    {
        var changes = new List<DcHostKeyChange>();
        await foreach (var change in keys.UpdateAsync([.. nodes.Select(Node)], settings, Stop))
            changes.Add(change);
        return changes;
    }

    internal async Task<DcHostKeyChange> UpdateOneAsync(HostKeySettings settings)
    {
        var change = Assert.Single(await UpdateAsync(settings, "pi1"));
        Assert.True(change.Failure is null, change.Failure?.Message);
        return change;
    }

    internal async Task<IReadOnlyList<DcHostKey>> ListHostKeysAsync(string node)
    {
        await foreach (var (_, keys, failure) in Keys.ListAsync([Node(node)], 1, Stop))
        {
            Assert.True(failure is null, failure?.Message);
            return keys;
        }

        return [];
    }

    internal async Task LogInAnewAsync(string node)
    {
        await using var fresh = new SshLinkPool();
        await fresh.GetAsync(Node(node), Stop);
    }

    internal static Task<string> FingerprintAsync(string node, string path = Ed25519) => ExecAsync(node, $"ssh-keygen -lf {path}.pub | cut -d' ' -f2");

    internal static async Task NothingLeftAsync(string node) =>
        Assert.Equal("", await ExecAsync(node, "ls -d /etc/ssh/*dentropy-old /etc/ssh/*dentropy-new /etc/ssh/sshd_config.d/*dentropy-old /var/lib/dentropy/hostkeys* 2>/dev/null; pgrep -f '[d]entropy-hostkeys'"));

    /// <summary>Does something just before the first new login, as the real ones.</summary>
    internal sealed class BeforeProof(SshLinkPool links, Func<DcNode, Task> first) : IHostProof
    {
        private bool _done;

        public Task<HostNames> NamesAsync(DcNode node, CancellationToken cancellationToken) => links.NamesAsync(node, cancellationToken);

        public async Task ProveHostAsync(DcNode node, IReadOnlyList<string> lines, string? algorithms, CancellationToken cancellationToken)
        {
            if (!_done)
                await first(node);
            _done = true;
            await links.ProveHostAsync(node, lines, algorithms, cancellationToken);
        }
    }
}
