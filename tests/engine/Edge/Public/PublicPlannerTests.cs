using System.Text;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Public;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Edge.Public;

public sealed class PublicPlannerTests
{
    private const string Tools = "tool haproxy\ntool ss\ntool bash\ntool flock\ntool pgrep\nhostkey ssh-ed25519 AAAAHOST\n";

    private static readonly DcNode s_vps = new() { Name = "vps1", Address = "203.0.113.7" };
    private static readonly DcNode s_lb = new() { Name = "lb1" };
    private static readonly PublicEndpointSettings s_settings = new() { Port = ["80", "443:8443"] };

    [Fact]
    public void A_new_endpoint_names_every_file()
    {
        var text = Plan("", "tool ssh\ntool ssh-keygen\n").Describe();
        Assert.Contains("+        RemoteForward 127.0.0.1:20801 127.0.0.1:8443", text.Replace("+    R", "+        R", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("+public ssh-ed25519 AAAAHOST", text, StringComparison.Ordinal);
        Assert.Contains("permitlisten=\"127.0.0.1:20800\",permitlisten=\"127.0.0.1:20801\" (the public key that lb1 will make)", text, StringComparison.Ordinal);
        Assert.Contains("vps1: create the account dentropy-tunnel", text, StringComparison.Ordinal);
        Assert.Contains("vps1: start haproxy on port 80, 443:8443", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Loopback_ports_that_somebody_has_are_left_to_them() =>
        Assert.Equal([20801, 20803], Plan("listen 127.0.0.1:20800 users:((\"x\",pid=1,fd=1))\nlisten [::1]:20802\n", "tool ssh\ntool ssh-keygen\n").After!.Tunnels[0].Ports);

    [Theory]
    [InlineData("kernel yes\ntool wg\n", "kernel yes\ntool wg\n", DcTunnelKind.Auto, DcTunnelKind.WireGuard)]
    [InlineData("kernel yes\ntool wg\n", "tool wg\ntool wireguard-go\n", DcTunnelKind.Auto, DcTunnelKind.Ssh)]
    [InlineData("kernel yes\n", "kernel yes\ntool wg\n", DcTunnelKind.Auto, DcTunnelKind.Ssh)]
    [InlineData("kernel yes\ntool wg\n", "tool wg\ntool wireguard-go\n", DcTunnelKind.WireGuard, DcTunnelKind.WireGuard)]
    [InlineData("kernel yes\ntool wg\n", "kernel yes\ntool wg\n", DcTunnelKind.Ssh, DcTunnelKind.Ssh)]
    public void WireGuard_is_taken_where_both_kernels_have_it_or_where_it_is_asked_for(string vps, string lb, DcTunnelKind asked, DcTunnelKind taken) =>
        Assert.Equal(taken, Plan(vps, lb + "tool ssh\ntool ssh-keygen\n", s_settings with { Tunnel = asked }).After!.Tunnels[0].Kind);

    [Theory]
    [InlineData("", "", DcTunnelKind.Ssh, "PublicToolsMissing", "openssh-client")]
    [InlineData("tool wg\ntool wireguard-go\n", "tool wg\n", DcTunnelKind.WireGuard, "PublicToolsMissing", "'lb1'")]
    [InlineData("tool wireguard-go\n", "tool wg\ntool wireguard-go\n", DcTunnelKind.WireGuard, "PublicToolsMissing", "wireguard-tools")]
    [InlineData("listen *:443 users:((\"nginx\",pid=712,fd=6),(\"nginx\",pid=713,fd=6))\n", "tool ssh\ntool ssh-keygen\n", DcTunnelKind.Ssh, "PublicPortTaken", "nginx (process 712)")]
    [InlineData("listen 127.0.0.1:80\n", "tool ssh\ntool ssh-keygen\n", DcTunnelKind.Ssh, "PublicPortTaken", "another program")]
    [InlineData("tool wg\nkernel yes\nudp 0.0.0.0:51820 users:((\"x\",pid=9,fd=1))\n", "tool wg\nkernel yes\n", DcTunnelKind.WireGuard, "PublicPortTaken", "51820")]
    [InlineData("state =bm90aGluZw==\n", "tool ssh\ntool ssh-keygen\n", DcTunnelKind.Ssh, "PublicEndpointUnreadable", "Remove-DcPublicEndpoint")]
    public void What_stands_in_the_way_is_told_before_anything_changes(string vps, string lb, DcTunnelKind kind, string errorId, string word)
    {
        var error = Assert.Throws<DentropyException>(() => Plan(vps, lb, s_settings with { Tunnel = kind }));
        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_as_it_is_to_be_stays()
    {
        var (vps, lb) = Done();
        Assert.Equal("", Plan(vps, lb).Describe());
    }

    [Fact]
    public void A_file_that_somebody_has_changed_makes_a_new_tunnel_and_drops_the_old()
    {
        var (vps, lb) = Done();
        var plan = Plan(vps, lb.Replace("part 0000abcd run =", "part 0000abcd run =IyE=", StringComparison.Ordinal));
        Assert.NotEqual("0000abcd", Assert.Single(plan.Made).Id);
        Assert.Equal([20802, 20803], plan.Made[0].Ports);
        Assert.Equal(["0000abcd"], Assert.Single(plan.Dropped).Ids);
    }

    [Fact]
    public void A_tunnel_that_does_not_run_is_started()
    {
        var (vps, lb) = Done();
        Assert.Equal("lb1: start its tunnel 0000abcd", Plan(vps, lb.Replace("running 0000abcd\n", "", StringComparison.Ordinal)).Describe());
        Assert.Equal("vps1: start haproxy on port 80, 443:8443", Plan(vps.Replace("running endpoint 7\n", "", StringComparison.Ordinal).Replace("listen *:80 users:((\"haproxy\",pid=8,fd=1))\n", "", StringComparison.Ordinal), lb).Describe());
    }

    [Fact]
    public void What_an_interrupted_run_has_left_on_a_load_balancer_is_taken_away()
    {
        var (vps, lb) = Done();
        var more = lb.Replace("end .", $"part deadbeef tunnel ={Base64("vps1\n")}\npart cafecafe tunnel ={Base64("vps2\n")}\nend .", StringComparison.Ordinal);
        Assert.Equal("lb1: take away its tunnel deadbeef, with its key", Plan(vps, more).Describe());
    }

    [Fact]
    public void PROXY_protocol_and_checks_are_in_haproxys_file()
    {
        var state = Done(true).State with { Proxy = DcProxyProtocol.V2 };
        var text = PublicFiles.Proxy(state, ipv6: true);
        Assert.Contains("    server lb1 127.0.0.1:20801 check send-proxy-v2 check-send-proxy\n", text, StringComparison.Ordinal);
        Assert.Contains("    bind 0.0.0.0:443\n    bind :::443 v6only\n    option ssl-hello-chk\n", text, StringComparison.Ordinal);
        Assert.Contains("    option httpchk HEAD /\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain(":::", PublicFiles.Proxy(state, ipv6: false), StringComparison.Ordinal);
        Assert.DoesNotContain("option httpchk", PublicFiles.Proxy(state with { Check = DcHealthCheck.Connect }, ipv6: true), StringComparison.Ordinal);
    }

    [Fact]
    public void The_state_of_each_load_balancer_is_haproxys()
    {
        var (state, _, _) = Done(true);
        var facts = Facts("running endpoint 7\nstat # pxname,svname,scur,status,lastchg,bin,bout,check_status,\nstat port-80,lb1,2,UP,60,100,2000,* L7OK,\nstat port-443,lb1,1,DOWN,5,1,2,L4CON,\nstat port-80,BACKEND,2,UP,60,100,2000,\n");
        var now = DateTimeOffset.UnixEpoch.AddDays(1);
        var seen = PublicView.Of(s_vps, state, facts, now);
        Assert.Equal((DcPublicState.Degraded, 3L, 101L, 2002L, now.AddSeconds(-5)), (seen.State, seen.To[0].Connections, seen.To[0].BytesIn, seen.To[0].BytesOut, seen.To[0].Since!.Value));
        Assert.Equal(DcPublicState.Down, PublicView.Of(s_vps, state, Facts(""), now).State);
        Assert.Equal(DcPublicState.Down, PublicView.Of(s_vps, state, Facts("running endpoint 7\nstat # pxname,svname,scur,status,lastchg,bin,bout,check_status,\nstat port-80,lb1,2,UP,60,100,2000,* L7OK,\n"), now).State);
    }

    [Fact]
    public void What_haproxy_has_not_checked_yet_is_not_up()
    {
        const string stats = "running endpoint 7\nstat # pxname,svname,scur,status,lastchg,bin,bout,check_status,\nstat port-80,lb1,0,UP,1,0,0,INI,\nstat port-443,lb1,0,UP,1,0,0,L6OK,\n";
        Assert.Equal(DcPublicState.Degraded, PublicView.Of(s_vps, Done(true).State, Facts(stats), DateTimeOffset.UnixEpoch).State);
        Assert.Equal(DcPublicState.Up, PublicView.Of(s_vps, Done(true).State, Facts(stats.Replace("INI", "L4OK", StringComparison.Ordinal)), DateTimeOffset.UnixEpoch).State);
    }

    [Theory]
    [InlineData(DcFirewallAction.Drop, "tcp", "80", "", false, "r")]
    [InlineData(DcFirewallAction.Reject, "", "", "", false, "r")]
    [InlineData(DcFirewallAction.Drop, "tcp", "1-1024", "", false, "r")]
    [InlineData(DcFirewallAction.Drop, "udp", "80", "", false, null)]
    [InlineData(DcFirewallAction.Drop, "tcp", "8000-9000", "", false, null)]
    [InlineData(DcFirewallAction.Drop, "tcp", "80", "10.0.0.0/8", false, null)]
    [InlineData(DcFirewallAction.Accept, "tcp", "80", "10.0.0.0/8", true, "r")]
    [InlineData(DcFirewallAction.Accept, "tcp", "80", "", false, null)]
    public void A_firewall_that_keeps_clients_out_is_seen(DcFirewallAction action, string protocol, string port, string source, bool only, string? name)
    {
        var rule = new DcFirewallRule { Name = "r", Action = action, Protocol = Words(protocol), Port = Words(port), Source = Words(source), Only = only };
        Assert.Equal(name, PublicFirewall.Refusing([rule, new DcFirewallRule { Name = "later", Priority = 900 }], "tcp", 80));
        Assert.Null(PublicFirewall.Refusing([rule, new DcFirewallRule { Name = "first", Priority = 1 }], "tcp", 80));
    }

    private static string[] Words(string text) => text.Length == 0 ? [] : [text];

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static PublicFacts Facts(string text) => PublicFacts.Parse(Encoding.UTF8.GetBytes(text + "end .\n"))!;

    private static PublicPlan Plan(string vps, string lb, PublicEndpointSettings? settings = null) =>
        new PublicPlanner(s_vps, Facts(Tools + vps), [(s_lb, Facts(lb))], settings ?? s_settings).Plan([], []);

    private static (string Vps, string Lb) Done()
    {
        var (_, vps, lb) = Done(true);
        return (vps, lb);
    }

    // What both would say where all is as the settings want it.
    private static (PublicState State, string Vps, string Lb) Done(bool _)
    {
        var tunnel = new PublicTunnel("0000abcd", "lb1", DcTunnelKind.Ssh, [20800, 20801], null, "ssh-ed25519 AAAAKEY");
        var state = new PublicState { Address = "203.0.113.7", Ports = s_settings.Port, WireGuardPort = 51820, Tunnels = [tunnel] };
        var files = PublicFiles.Tunnel("vps1", state, tunnel, new PublicRemote(["ssh-ed25519 AAAAHOST"], null));
        return (
            state,
            $"ipv6 yes\naccount dentropy-tunnel\naccount dentropy-public\nstate ={Base64(state.Write())}\nproxy ={Base64(PublicFiles.Proxy(state, true))}\nkeys ={Base64(PublicFiles.Keys([tunnel]))}\nsshd ={Base64(PublicFiles.Sshd)}\n"
                + $"proxyrun ={Base64(PublicFiles.ProxyRun)}\nwatchrun ={Base64(PublicFiles.WatchRun)}\nrunning tunnel 6\nlisten *:80 users:((\"haproxy\",pid=8,fd=1))\nrunning endpoint 7\n",
            "tool ssh\ntool ssh-keygen\n" + string.Concat(files.Select(file => $"part 0000abcd {file.Key} ={Base64(file.Value)}\n")) + $"part 0000abcd key.pub ={Base64("ssh-ed25519 AAAAKEY \n")}\nrunning 0000abcd\nend .\n");
    }
}
