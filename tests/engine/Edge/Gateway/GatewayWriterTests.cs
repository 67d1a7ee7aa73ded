using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.Engine.Edge.Gateway;
using Dentropy.Engine.Tests.Edge.Firewall;
using Xunit;

namespace Dentropy.Engine.Tests.Edge.Gateway;

public sealed class GatewayWriterTests
{
    private static readonly DcGateway s_gateway = new() { Node = "gw1", Outside = "eth0", Inside = ["eth1"], Network = ["10.77.0.0/16"], Masquerade = true };

    [Fact]
    public void What_inside_begins_goes_out_and_nothing_else()
    {
        Assert.Equal(
            [
                "iptables -A DENTROPY-FORWARD -i eth0 -o eth1 -m conntrack --ctstate RELATED,ESTABLISHED -m comment --comment dentropy/gateway/in -j ACCEPT",
                "iptables -A DENTROPY-FORWARD -s 10.77.0.0/16 -i eth1 -o eth0 -m comment --comment dentropy/gateway/out -j ACCEPT",
                "iptables -A DENTROPY-FORWARD -i eth1 -o eth0 -m comment --comment dentropy/gateway/refused -j DROP",
                "iptables -A DENTROPY-FORWARD -i eth0 -o eth1 -m comment --comment dentropy/gateway/refused -j DROP",
                "iptables -t nat -A DENTROPY-POSTROUTING -s 10.77.0.0/16 -o eth0 -m comment --comment dentropy/gateway/nat -j MASQUERADE",
            ],
            GatewayWriter.Write(GatewayCheck.Checked(s_gateway)).Select(line => line.Command));
    }

    [Fact]
    public void Public_IPv6_is_routed_and_local_IPv6_is_masqueraded()
    {
        var lines = GatewayWriter.Write(GatewayCheck.Checked(s_gateway with { Network = ["2001:db8:77::/48", "fd00:77::/64"] })).ToList();
        Assert.All(lines, line => Assert.Equal(6, line.Version));
        Assert.Equal(["-s fd00:77::/64 -o eth0 -m comment --comment dentropy/gateway/nat -j MASQUERADE"], lines.Where(line => line.Table == "nat").Select(line => line.Text));
    }

    [Fact]
    public void The_kernel_forwards_what_there_is_to_forward()
    {
        var set = FirewallSet.Empty with { Gateway = s_gateway };
        var now = new Dictionary<string, string> { ["net/ipv6/conf/eth0/accept_ra"] = "1" };
        Assert.Equal(["net.ipv4.ip_forward=1"], Settings(set));
        Assert.Equal(["net.ipv6.conf.all.forwarding=1", "net/ipv6/conf/eth0/accept_ra=2"], Settings(set with { Gateway = s_gateway with { Network = ["fd00::/64"] } }));
        Assert.Equal(["net.ipv4.ip_forward=1"], Settings(FirewallSet.Empty with { Forwards = [new DcPortForward { Name = "x", Port = "1", Address = "10.0.0.1" }] }));
        Assert.Empty(Settings(FirewallSet.Empty with { Rules = [Rules.Web] }));

        IEnumerable<string> Settings(FirewallSet of) => GatewayWriter.Settings(of, now).Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal);
    }

    [Fact]
    public void What_is_no_gateway_is_refused()
    {
        Refused(s_gateway with { Inside = ["eth0"] });
        Refused(s_gateway with { Inside = [] });
        Refused(s_gateway with { Network = [] });
        Refused(s_gateway with { Network = ["0.0.0.0/0"] });
        Refused(s_gateway with { Outside = "eth+" });

        static void Refused(DcGateway gateway) => Assert.Equal("InvalidGateway", Rules.ErrorOf(() => GatewayCheck.Checked(gateway)));
    }
}
