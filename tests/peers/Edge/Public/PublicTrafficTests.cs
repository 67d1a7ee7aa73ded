using System.Text;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.Engine.Inventory;
using Xunit;

namespace Dentropy.Peers.Tests.Edge.Public;

/// <summary>What reaches the load balancers, byte by byte.</summary>
public sealed class PublicTrafficTests : PublicTest
{
    [Theory, InlineData(DcTunnelKind.Ssh), InlineData(DcTunnelKind.WireGuard)]
    public async Task PROXY_protocol_names_the_client(DcTunnelKind kind)
    {
        var client = (await Lab.NodeAsync(Client)).Address!;
        var web = Web with { Tunnel = kind };
        await SetAsync(web with { ProxyProtocol = DcProxyProtocol.V1 }, Both[0]);
        var (text, _) = await SeenAsync();
        Assert.Matches($@"^PROXY TCP4 {client} {Address} [0-9]+ 80\r\nGET / HTTP/1\.0\r\n\r\n$", text);

        await SetAsync(web with { ProxyProtocol = DcProxyProtocol.V2 }, Both[0]);
        var (_, bytes) = await SeenAsync();
        byte[] expected = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a, 0x21, 0x11, 0x00, 0x0c, .. Numbers(client), .. Numbers(Address)];
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(bytes[..24]));
        Assert.Equal("0050", Convert.ToHexString(bytes[26..28]));
        Assert.Equal("GET / HTTP/1.0\r\n\r\n", Encoding.ASCII.GetString(bytes[28..]));

        await SetAsync(web, Both[0]);
        Assert.Equal("GET / HTTP/1.0\r\n\r\n", (await SeenAsync()).Text);
    }

    [Fact]
    public async Task WireGuard_carries_both_load_balancers()
    {
        await SetAsync(Web with { Tunnel = DcTunnelKind.WireGuard });
        await UntilAsync(DcPublicState.Up);
        var seen = new HashSet<string>();
        await Lab.UntilAsync(async () => seen.Add(await AskAsync(Client, Address)) && seen.Count == 2, "both answer");
        var tunnel = (await GetAsync()).To[0];
        Assert.Equal(DcTunnelKind.WireGuard, tunnel.Tunnel);
        Assert.NotNull(tunnel.LastHandshake);
        Assert.DoesNotContain("dentropy-tunnel", await Lab.ExecAsync(First, "ps ax"), StringComparison.Ordinal);
        // The same again, then the other kind beside it.
        Assert.Equal("", (await Endpoints().PlanSetAsync(Node, Both, Web with { Tunnel = DcTunnelKind.WireGuard }, Stop)).Describe());
        await SetAsync();
        await UntilAsync(DcPublicState.Up);
        Assert.Equal("", (await Lab.ExecAsync(Vps, "ip -o link show dppublic 2>/dev/null; pgrep -f '^wireguard-go'; ls /etc/dentropy/public/wg 2>/dev/null")).Trim());
        Assert.Equal("", (await Endpoints().PlanSetAsync(Node, Both, Web, Stop)).Describe());
        await SetAsync(Web with { Tunnel = DcTunnelKind.WireGuard });
        await RemoveAsync();
        foreach (var host in new[] { Vps, First, Second })
            await Lab.UntilAsync(async () => (await LeftAsync(host)).Length == 0, $"nothing is left on {host}");
    }

    [Fact]
    public async Task Without_WireGuard_in_the_kernels_it_is_ssh()
    {
        Assert.Equal("", (await Lab.ExecAsync(Vps, "unshare -n ip link add x type wireguard 2>/dev/null && echo yes")).Trim());
        var set = await SetAsync(Web with { Tunnel = DcTunnelKind.Auto });
        Assert.All(set.Endpoint!.To, one => Assert.Equal(DcTunnelKind.Ssh, one.Tunnel));
    }

    [Fact]
    public async Task IPv6_on_both_ways()
    {
        await Lab.ExecAsync(Vps, "ip -6 addr add 2001:db8:7::1/64 dev eth0 nodad; sed 's/^ListenAddress.*/&\\nListenAddress ::/' -i.v4 /etc/ssh/sshd_config; kill -HUP $(cat /run/lab-host/sshd.pid)");
        await Lab.ExecAsync(First, "ip -6 addr add 2001:db8:7::2/64 dev eth0 nodad");
        await Lab.ExecAsync(Client, "ip -6 addr add 2001:db8:7::4/64 dev eth0 nodad");
        try
        {
            foreach (var kind in new[] { DcTunnelKind.Ssh, DcTunnelKind.WireGuard })
            {
                var set = await SetAsync(Web with { Tunnel = kind, Address = "2001:db8:7::1", ProxyProtocol = DcProxyProtocol.V1 }, Both[0]);
                Assert.Equal("2001:db8:7::1", set.Endpoint!.Address);
                Assert.Equal(First, await AskAsync(Client, "2001:db8:7::1"));
                await Lab.UntilAsync(async () => (await Lab.ExecAsync(First, "cat /tmp/seen-80")).StartsWith("PROXY TCP6 2001:db8:7::4 2001:db8:7::1 ", StringComparison.Ordinal), "the request is seen");
            }
        }
        finally
        {
            await Lab.ExecAsync(Vps, "mv /etc/ssh/sshd_config.v4 /etc/ssh/sshd_config; kill -HUP $(cat /run/lab-host/sshd.pid); ip -6 addr del 2001:db8:7::1/64 dev eth0");
            await Lab.ExecAsync(First, "ip -6 addr del 2001:db8:7::2/64 dev eth0");
            await Lab.ExecAsync(Client, "ip -6 addr del 2001:db8:7::4/64 dev eth0");
        }
    }

    [Fact]
    public async Task A_firewall_of_ours_that_is_shut_is_told()
    {
        var firewall = new NodeFirewall(new FileNodeStore(Node.Cloud!), Pool);
        var shut = new DcFirewallRule { Name = "shut", Protocol = ["tcp"], Port = ["80"], Action = DcFirewallAction.Drop };
        await firewall.ApplyAsync(await firewall.PlanAsync(Node, [new FirewallEdit.AddRule(shut, false)], Stop), TimeSpan.FromSeconds(60), Stop);
        try
        {
            var set = await SetAsync();
            Assert.Contains(set.Notes, note => note.Contains("rule 'shut'", StringComparison.Ordinal) && note.Contains("New-DcFirewallRule", StringComparison.Ordinal));
            Assert.Equal("", await AskAsync(Client, Address));
        }
        finally
        {
            await firewall.ApplyAsync(await firewall.PlanAsync(Node, [new FirewallEdit.RemoveRule("shut")], Stop), TimeSpan.FromSeconds(60), Stop);
        }

        Assert.StartsWith("pi", await AskAsync(Client, Address), StringComparison.Ordinal);
    }

    private async Task<(string Text, byte[] Bytes)> SeenAsync()
    {
        await Lab.ExecAsync(First, "rm -f /tmp/seen-80");
        Assert.Equal(First, await AskAsync(Client, Address));
        var bytes = Convert.FromBase64String((await Lab.ExecAsync(First, "base64 -w0 /tmp/seen-80")).Trim());
        return (Encoding.Latin1.GetString(bytes), bytes);
    }

    private static byte[] Numbers(string address) => System.Net.IPAddress.Parse(address).GetAddressBytes();
}
