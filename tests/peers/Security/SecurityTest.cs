using Dentropy.Engine.Inventory;
using Dentropy.Engine.Security;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Security;
using Xunit;

namespace Dentropy.Peers.Tests.Security;

/// <summary>A cloud of its own with the lab's first three nodes, as root; what a test puts there is taken away by a restart and by hand.</summary>
public abstract class SecurityTest : IAsyncLifetime
{
    private const int Count = 3;

    internal string CloudPath { get; } = Directory.CreateTempSubdirectory("dentropy-audit-").FullName;

    internal FileNodeStore Store => new(CloudPath);

    internal SshLinkPool Links { get; } = new();

    internal IReadOnlyList<DcNode> Nodes { get; private set; } = [];

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        var nodes = await Lab.NodesAsync();
        Assert.True(nodes.Count >= Count, $"These tests need {Count} hosts, and the lab has {nodes.Count}: lab/lab.sh up --nodes {Count}");
        foreach (var node in nodes.Take(Count))
            await Store.AddAsync(node with { User = "root" }, Stop);
        File.Copy(Path.Join(Environment.GetEnvironmentVariable("DENTROPY_LAB_CLOUD"), "known_hosts"), Path.Join(CloudPath, "known_hosts"), overwrite: true);
        Nodes = (await Store.ReadAllAsync(Stop)).Nodes;
        await CleanAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Links.DisposeAsync();
        if (Nodes.Count > 0)
            await CleanAsync();
        Directory.Delete(CloudPath, recursive: true);
        GC.SuppressFinalize(this);
    }

    internal DcNode Node(string name) => Nodes.Single(node => node.Name == name);

    internal void CloudYaml(string text) => File.WriteAllText(Path.Join(CloudPath, "cloud.yaml"), text);

    /// <summary>What checks find on a node that was looked at.</summary>
    internal async Task<IReadOnlyList<DcSecurityFinding>> AuditAsync(string node, params string[] checks) => await AuditAsync(Node(node), checks);

    internal async Task<IReadOnlyList<DcSecurityFinding>> AuditAsync(DcNode node, params string[] checks)
    {
        var report = Assert.Single(await ListAsync(new SecurityAudit(Store, Links).RunAsync([node], new SecurityAuditSettings { Checks = checks }, progress: null, Stop)), report => report.Node == node.Name);
        Assert.Null(report.Failure);
        return report.Findings;
    }

    internal static async Task<IReadOnlyList<SecurityReport>> ListAsync(IAsyncEnumerable<SecurityReport> reports)
    {
        var list = new List<SecurityReport>();
        await foreach (var report in reports)
            list.Add(report);
        return list;
    }

    internal static DcSecurityFinding Finding(IReadOnlyList<DcSecurityFinding> findings, string check, string evidence = "") =>
        Assert.Single(findings, one => one.Check == check && one.Evidence.Contains(evidence, StringComparison.Ordinal));

    internal static async Task<string> ExecAsync(string node, string command) => (await Lab.ExecAsync(node, command)).Trim();

    /// <summary>Starts a program that listens, and waits until it does.</summary>
    internal static async Task ListenAsync(string node, string command, int port)
    {
        await Lab.ExecAsync(node, $"mkdir -p /srv/dc-audit && cd /srv/dc-audit && {{ setsid {command} </dev/null >/dev/null 2>&1 & echo $! >>/srv/dc-audit/pids; }}");
        await Lab.UntilAsync(async () => (await ExecAsync(node, $"cat /proc/net/tcp /proc/net/tcp6 | grep -c ':{port:X4} .* 0A'")) is not "0", $"something listens on port {port}");
    }

    private async Task CleanAsync()
    {
        foreach (var node in Nodes)
        {
            await Lab.RunAsync("power", node.Name, "on");
            await Lab.RunAsync("link", node.Name, "up");
            await Lab.RunAsync("link", node.Name, "pass");
            await Lab.ExecAsync(node.Name, """
                for p in $(cat /srv/dc-audit/pids 2>/dev/null); do kill -9 -$p 2>/dev/null; kill -9 $p 2>/dev/null; done
                rm -rf /srv/dc-audit /srv/dc-repo /etc/dc /etc/dc-* /etc/apt/sources.list /var/lib/apt/lists/* /run/reboot-required* /var/lib/dentropy /run/dentropy
                for i in iptables ip6tables; do for t in filter nat; do $i -t $t -F; $i -t $t -X; done; $i -P INPUT ACCEPT; done 2>/dev/null
                rm -rf /etc/dentropy/firewall /run/dentropy-firewall
                ip addr del 9.9.9.9/32 dev eth0 2>/dev/null
                userdel -rf dcguest 2>/dev/null; userdel -rf dcplain 2>/dev/null; gpasswd -d ops dcguest 2>/dev/null; groupdel dcguest 2>/dev/null; usermod -p '*' root; usermod -p '*' ops
                dpkg --force-all --purge dc-hello >/dev/null 2>&1
                if [ -n "$(ls /etc/ssh/sshd_config.d/)" ]; then rm -f /etc/ssh/sshd_config.d/*; kill -HUP "$(cat /run/lab-host/sshd.pid)"; fi
                true
                """);
        }
    }
}
