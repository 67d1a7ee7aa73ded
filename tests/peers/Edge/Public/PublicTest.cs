using Dentropy.Edge;
using Dentropy.Engine.Edge.Public;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Peers.Tests.Edge.Public;

/// <summary>
/// A real haproxy on pi1 with a public address, and real tunnels from pi2 and pi3, which let nothing in that pi1 begins, as behind NAT. pi4 is a client somewhere.
/// </summary>
public abstract class PublicTest : IAsyncLifetime
{
    protected const string Vps = "pi1";
    protected const string First = "pi2";
    protected const string Second = "pi3";
    protected const string Client = "pi4";

    // Answers each request with its host's name, and keeps all that it was sent. On the second port it waits for no request.
    private const string Server =
        "use IO::Socket::IP; use Sys::Hostname; ($p, $v6) = @ARGV; $SIG{CHLD} = q(IGNORE); $s = IO::Socket::IP->new(LocalHost => q(0.0.0.0), LocalPort => $p, Listen => 64, ReuseAddr => 1) or die $@; "
        + "while (1) { $c = $s->accept or next; if (fork) { close $c; next } $h = $c->peerhost; $b = q(); while ($b !~ /\\r\\n\\r\\n$/ || $b =~ /^.{0,16}QUIT/s && $b !~ / HTTP/) { sysread($c, $b, 4096, length $b) or last } "
        + "if ($b =~ / HTTP/) { open F, q(>), qq(/tmp/seen-$p-$$); binmode F; print F $b; close F; rename qq(/tmp/seen-$p-$$), qq(/tmp/seen-$p) if $b =~ /GET/; "
        + "print $c qq(HTTP/1.0 200 OK\\r\\n\\r\\n), hostname } exit }";

    private readonly Lazy<SshLinkPool> _pool = new(() => new SshLinkPool(new LinkOptions { KeepAliveInterval = TimeSpan.FromSeconds(1), KeepAliveCount = 3, ConnectTimeout = TimeSpan.FromSeconds(5) }));

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected SshLinkPool Pool => _pool.Value;

    protected DcNode Node { get; private set; } = DcNode.Local;

    protected DcNode[] Both { get; private set; } = [];

    protected string Address => Node.Address!;

    protected static PublicEndpointSettings Web { get; } = new() { Port = ["80"], Tunnel = DcTunnelKind.Ssh };

    public async ValueTask InitializeAsync()
    {
        Node = await Lab.NodeAsync(Vps);
        Both = [await Lab.NodeAsync(First), await Lab.NodeAsync(Second)];
        await CleanAsync();
        foreach (var host in new[] { First, Second })
        {
            await BehindNatAsync(host);
            await ServeAsync(host, 80);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Pool.DisposeAsync();
        await CleanAsync();
        GC.SuppressFinalize(this);
    }

    protected PublicEndpoints Endpoints(ILinkPool? links = null) => new(new FileNodeStore(Node.Cloud!), links ?? Pool);

    protected async Task<PublicResult> SetAsync(PublicEndpointSettings? settings = null, params DcNode[] to)
    {
        var endpoints = Endpoints();
        return await endpoints.ApplyAsync(await endpoints.PlanSetAsync(Node, to.Length > 0 ? to : Both, settings ?? Web, Stop), null, Stop);
    }

    protected async Task<PublicResult> RemoveAsync(bool force = false)
    {
        var endpoints = Endpoints();
        return await endpoints.ApplyAsync(await endpoints.PlanRemoveAsync(Node, [], force, Stop), null, Stop);
    }

    protected async Task<DcPublicEndpoint> GetAsync() => await Endpoints().GetAsync(Node, Stop) ?? throw new InvalidOperationException("There is no endpoint.");

    protected static async Task<DentropyException> FailsAsync(string errorId, Func<Task> work)
    {
        var error = await Assert.ThrowsAsync<DentropyException>(work);
        Assert.True(error.ErrorId == errorId, $"{error.ErrorId} instead of {errorId}: {error.Message}");
        return error;
    }

    protected static async Task BehindNatAsync(string host)
    {
        var vps = (await Lab.NodeAsync(Vps)).Address;
        await Lab.ExecAsync(host, $"nft add table inet home; nft add chain inet home in '{{ type filter hook input priority 0; }}'; nft flush chain inet home in; nft add rule inet home in ip saddr {vps} ct state new drop");
    }

    protected static async Task ServeAsync(string host, int port)
    {
        await Lab.ExecAsync(host, $"setsid perl -e '{Server}' {port} </dev/null >/dev/null 2>&1 &");
        await Lab.UntilAsync(async () => (await Lab.ExecAsync(host, $"ss -Hltn sport = :{port}")).Trim().Length > 0, $"{host} serves port {port}");
    }

    protected static Task StopServingAsync(string host) => Lab.ExecAsync(host, "pkill -KILL -x perl; rm -f /tmp/seen-*");

    /// <summary>Who answers a request; nothing where nobody does.</summary>
    protected static async Task<string> AskAsync(string from, string address, int port = 80) =>
        (await Lab.ExecAsync(from, $"timeout 10 bash -c 'exec 3<>/dev/tcp/{address}/{port}; printf \"GET / HTTP/1.0\\r\\n\\r\\n\" >&3; cat <&3' 2>/dev/null")).Split('\n')[^1].Trim();

    protected Task UntilAsync(DcPublicState state) => Lab.UntilAsync(async () => (await GetAsync()).State == state, $"the endpoint is {state}");

    /// <summary>Everything that could be left of an endpoint: files, accounts, processes, interfaces.</summary>
    protected static async Task<string> LeftAsync(string host) => await Lab.ExecAsync(host, """
        find /etc/dentropy /run/dentropy-public /etc/ssh/sshd_config.d/60-dentropy-public.conf /var/log/dentropy-public.log* 2>/dev/null
        grep -o '^dentropy[^:]*' /etc/passwd /etc/group /etc/shadow
        pgrep -ax haproxy; pgrep -af '^wireguard-go'; pgrep -af '[d]entropy[/-]public' | grep -v 'sh -c'; ip -o link show | grep -o ' dp[0-9a-f]*:\| dppublic:'
        """);

    /// <summary>Files of all sides with their sums, and what runs.</summary>
    protected static async Task<string> PictureAsync()
    {
        var all = "";
        foreach (var host in new[] { Vps, First, Second })
            all += await Lab.ExecAsync(host, "find /etc/dentropy/public /etc/ssh/sshd_config.d -type f 2>/dev/null | sort | xargs -r sha256sum; cat /run/dentropy-public/*.keep /run/dentropy-public/*.pid 2>/dev/null; grep dentropy /etc/passwd");
        return all;
    }

    protected static async Task CleanAsync()
    {
        foreach (var host in new[] { Vps, First, Second })
        {
            await Lab.ExecAsync(host, """
                umount /etc/dentropy 2>/dev/null
                for f in /run/dentropy-public/*.keep; do [ -e "$f" ] && kill "$(cat "$f")" 2>/dev/null; done
                n=0; while pgrep -f '[d]entropy/public/keep' >/dev/null && [ $n -lt 100 ]; do sleep 0.1; n=$((n+1)); done
                pkill -KILL -x haproxy; pkill -KILL -f '^wireguard-go'; pkill -KILL -x perl; pkill -KILL -u dentropy-tunnel 2>/dev/null
                rm -rf /etc/dentropy /run/dentropy-public /run/dentropy-public.lock /var/log/dentropy-public.log* /tmp/seen-* /etc/ssh/sshd_config.d/60-dentropy-public.conf
                for a in dentropy-tunnel dentropy-public; do userdel $a 2>/dev/null; groupdel $a 2>/dev/null; done
                nft delete table inet home 2>/dev/null
                """);
        }
    }
}
