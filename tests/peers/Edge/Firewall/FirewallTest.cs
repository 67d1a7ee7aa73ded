using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Peers.Tests.Edge.Firewall;

/// <summary>
/// Real packet filters and real traffic. pi4 is the node that is changed; it stands between pi5, inside, and pi6, outside, on cables of their own, so that
/// what is tried there never meets the ssh of the tests.
/// </summary>
public abstract class FirewallTest : IAsyncLifetime
{
    protected const string Gateway = "pi4";
    protected const string InsideHost = "pi5";
    protected const string OutsideHost = "pi6";
    protected const string GatewayInside = "172.31.77.1";
    protected const string GatewayOutside = "198.51.100.1";
    protected const string Inside = "172.31.77.2";
    protected const string Outside = "198.51.100.2";
    protected const string OtherOutside = "198.51.100.3";
    protected const string GatewayInside6 = "fd77::1";
    protected const string GatewayOutside6 = "2001:db8:51::1";
    protected const string Inside6 = "fd77::2";
    protected const string Outside6 = "2001:db8:51::2";

    // Says who asks.
    private const string Server =
        "use IO::Socket::IP; $s = IO::Socket::IP->new(LocalHost => \"::\", V6Only => 0, LocalPort => shift, Listen => 256, ReuseAddr => 1) or die $@; "
        + "while ($c = $s->accept) { $h = $c->peerhost; $h =~ s/^::ffff://; print $c \"from $h\\n\"; close $c }";

    private const string UdpServer =
        "use IO::Socket::IP; $s = IO::Socket::IP->new(Proto => \"udp\", LocalHost => \"::\", V6Only => 0, LocalPort => shift) or die $@; while (defined($s->recv($b, 100))) { $s->send(\"got $b\") }";

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected static TimeSpan Limit { get; } = TimeSpan.FromSeconds(60);

    protected SshLinkPool Pool { get; } = new(new LinkOptions { KeepAliveInterval = TimeSpan.FromSeconds(1), KeepAliveCount = 3, ConnectTimeout = TimeSpan.FromSeconds(5) });

    protected DcNode Node { get; private set; } = DcNode.Local;

    private static string Cloud => Environment.GetEnvironmentVariable("DENTROPY_LAB_CLOUD")!;

    public async ValueTask InitializeAsync()
    {
        Lab.Require();
        await CleanAsync();
        await BackendAsync("nft");
        if (!(await Lab.ExecAsync(Gateway, "ip -o link show dev in0 2>/dev/null; ip -o link show dev out0 2>/dev/null")).Contains("out0", StringComparison.Ordinal))
            await WireAsync();
        Node = await Lab.NodeAsync(Gateway);
    }

    public async ValueTask DisposeAsync()
    {
        await Pool.DisposeAsync();
        await Lab.ExecAsync(InsideHost, "pkill -x perl");
        await Lab.ExecAsync(OutsideHost, "pkill -x perl");
        await CleanAsync();
        await BackendAsync("nft");
        GC.SuppressFinalize(this);
    }

    protected static async Task WireAsync()
    {
        await Lab.RunAsync("wire", Gateway, "in0", $"{GatewayInside}/24,{GatewayInside6}/64", InsideHost, "in0", $"{Inside}/24,{Inside6}/64");
        await Lab.RunAsync("wire", Gateway, "out0", $"{GatewayOutside}/24,{GatewayOutside6}/64", OutsideHost, "out0", $"{Outside}/24,{OtherOutside}/24,{Outside6}/64");
        await Lab.ExecAsync(InsideHost, $"ip route replace 198.51.100.0/24 via {GatewayInside}; ip -6 route replace 2001:db8:51::/64 via {GatewayInside6}");
        await Lab.ExecAsync(OutsideHost, $"ip route replace 172.31.77.0/24 via {GatewayOutside}; ip -6 route replace fd77::/64 via {GatewayOutside6}");
    }

    protected NodeFirewall Firewall(Func<ILinkPool>? fresh = null) => new(new FileNodeStore(Cloud), Pool, fresh);

    protected async Task<FirewallView> ChangeAsync(params FirewallEdit[] edits)
    {
        var firewall = Firewall();
        return await firewall.ApplyAsync(await firewall.PlanAsync(Node, edits, Stop), Limit, Stop);
    }

    protected Task<FirewallView> AddAsync(params DcFirewallRule[] rules) => ChangeAsync([.. rules.Select(rule => new FirewallEdit.AddRule(rule, Replace: true))]);

    protected async Task<DcFirewallRule> RuleAsync(string name) => (await Firewall().ReadAsync(Node, Stop)).Rules.Single(rule => rule.Name == name);

    protected static async Task<DentropyException> FailsAsync(string errorId, Func<Task> work)
    {
        var error = await Assert.ThrowsAsync<DentropyException>(work);
        Assert.True(error.ErrorId == errorId, $"{error.ErrorId} instead of {errorId}: {error.Message}");
        return error;
    }

    /// <summary>nft or legacy, as Debian's update-alternatives would set it.</summary>
    protected static Task BackendAsync(string backend) => Lab.ExecAsync(
        Gateway, $"for t in iptables ip6tables; do for p in '' -save -restore; do ln -sf /usr/sbin/$t-{backend}$p /etc/alternatives/$t$p; done; done");

    /// <summary>Servers on a host that say who asks, by TCP and UDP.</summary>
    protected static async Task ServeAsync(string host, params int[] ports)
    {
        foreach (var port in ports)
        {
            await Lab.ExecAsync(host, $"setsid perl -e '{Server}' {port} </dev/null >/dev/null 2>&1 & setsid perl -e '{UdpServer}' {port} </dev/null >/dev/null 2>&1 &");
            await Lab.UntilAsync(async () => (await Lab.ExecAsync(host, $"ss -Hltn sport = :{port}; ss -Hlun sport = :{port}")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length >= 2, $"{host} serves port {port}");
        }
    }

    /// <summary>Whom a server saw, or nothing where no connection came about.</summary>
    protected static async Task<string> AskAsync(string host, string address, int port, string? from = null, int seconds = 20) => from is null
        ? (await Lab.ExecAsync(host, $"timeout {seconds} bash -c 'exec 3<>/dev/tcp/{address}/{port}; cat <&3' 2>/dev/null")).Replace("from ", "", StringComparison.Ordinal).Trim()
        : (await Lab.ExecAsync(host, $"timeout {seconds} perl -MIO::Socket::IP -e '$c = IO::Socket::IP->new(PeerHost => \"{address}\", PeerPort => {port}, LocalHost => \"{from}\") or exit 1; print <$c>'")).Replace("from ", "", StringComparison.Ordinal).Trim();

    /// <summary>What a server answers by UDP, or nothing.</summary>
    protected static async Task<string> AskUdpAsync(string host, string address, int port, int seconds = 5) => (await Lab.ExecAsync(
        host, $"timeout {seconds} perl -MIO::Socket::IP -e '$c = IO::Socket::IP->new(Proto => \"udp\", PeerHost => \"{address}\", PeerPort => {port}); $c->send(\"hi\"); $c->recv($b, 100); print $b'")).Trim();

    protected static async Task<bool> PingsAsync(string host, string address, int seconds = 5) =>
        (await Lab.ExecAsync(host, $"ping -n -c 1 -W {seconds} {address} >/dev/null 2>&1 && echo yes")).Contains("yes", StringComparison.Ordinal);

    /// <summary>What of ours is in the packet filter, and on the disk.</summary>
    protected static async Task<string> OursAsync() => (await Lab.ExecAsync(
        Gateway, "{ iptables-save; ip6tables-save; } 2>/dev/null | grep -i dentropy | sort; ls /etc/dentropy/firewall /run/dentropy-firewall/pending 2>/dev/null; pgrep -fa 'dentropy-firewall/pending/[g]uard'")).Trim();

    /// <summary>All that others have, bit by bit; empty chains that iptables has by itself are nobody's.</summary>
    protected static Task<string> TheirsAsync() => Lab.ExecAsync(
        Gateway,
        "{ iptables-save -c; ip6tables-save -c; } 2>/dev/null | grep -vi -e dentropy -e '^#' -e '^COMMIT' | sed -e 's/^:\\([A-Za-z-]*\\) \\(.*\\) \\[.*/:\\1 \\2/' -e '/^:[A-Z]* ACCEPT$/d' | awk '/^\\*/ { t = $0; next } { print t, $0 }'");

    private static Task CleanAsync() => Lab.ExecAsync(
        Gateway,
        """
        pkill -9 -f "dentropy-firewall/pending/[g]uard"
        rm -f /usr/local/sbin/ip6tables-restore
        umount /etc/dentropy 2>/dev/null
        rm -rf /etc/dentropy /run/dentropy-firewall /etc/sysctl.d/60-dentropy-gateway.conf
        nft flush ruleset
        for t in iptables-legacy ip6tables-legacy; do
          for n in filter nat mangle raw; do $t -t $n -F; $t -t $n -X; done
          for c in INPUT FORWARD OUTPUT; do $t -P $c ACCEPT; done
        done 2>/dev/null
        sysctl -qw net.ipv4.ip_forward=0 net.ipv6.conf.all.forwarding=0
        """);
}
