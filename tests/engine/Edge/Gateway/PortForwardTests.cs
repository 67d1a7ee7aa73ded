using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.Engine.Edge.Gateway;
using Dentropy.Engine.Tests.Edge.Firewall;
using Xunit;

namespace Dentropy.Engine.Tests.Edge.Gateway;

public sealed class PortForwardTests
{
    private static readonly DcPortForward s_https = new() { Name = "https", Port = "443", Address = "10.77.0.17", ToPort = 8443 };

    [Fact]
    public void It_leads_on_and_lets_through_what_it_has_led_on()
    {
        var gateway = new DcGateway { Node = "", Outside = "eth0", Inside = ["eth1"], Network = ["10.77.0.0/16"] };
        Assert.Equal(
            [
                "iptables -t nat -A DENTROPY-PREROUTING -i eth0 -p tcp --dport 443 -m addrtype --dst-type LOCAL -m comment --comment dentropy/forward:https -j DNAT --to-destination 10.77.0.17:8443",
                "iptables -A DENTROPY-FORWARD -d 10.77.0.17 -p tcp --dport 8443 -m conntrack --ctstate DNAT --ctdir ORIGINAL -m comment --comment dentropy/forward:https/in -j ACCEPT",
                "iptables -A DENTROPY-FORWARD -s 10.77.0.17 -p tcp --sport 8443 -m conntrack --ctstate DNAT --ctdir REPLY -m comment --comment dentropy/forward:https/out -j ACCEPT",
            ],
            ForwardWriter.Write(Checked(s_https), gateway).Select(line => line.Command));
        Assert.DoesNotContain("-i ", ForwardWriter.Write(Checked(s_https), null).First().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_keeps_its_ports_and_IPv6_has_brackets()
    {
        Assert.Contains("--dport 8000:8100 -m", ForwardWriter.Write(Checked(s_https with { Port = "8000-8100", ToPort = null }), null).First().Text, StringComparison.Ordinal);
        Assert.EndsWith("--to-destination 10.77.0.17", ForwardWriter.Write(Checked(s_https with { Port = "8000-8100", ToPort = null }), null).First().Text, StringComparison.Ordinal);
        var six = ForwardWriter.Write(Checked(s_https with { Address = "2001:db8::7" }), null).First();
        Assert.Equal(6, six.Version);
        Assert.EndsWith("--to-destination [2001:db8::7]:8443", six.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_led_on_is_refused()
    {
        Refused("InvalidPortForward", s_https with { Port = "80-90" });
        Refused("InvalidPortForward", s_https with { Address = "10.0.0.0/8" });
        Refused("InvalidPortForward", s_https with { Protocol = ["icmp"] });
        Refused("InvalidPortForward", s_https with { Source = ["2001:db8::/32"] });
        Refused("InvalidPort", s_https with { ToPort = 70000 });
        Refused("InvalidPort", s_https with { Port = "x" });
        Refused("InvalidAddressRange", s_https with { Address = "host name" });
    }

    [Fact]
    public void Two_of_one_port_are_refused()
    {
        var set = FirewallSet.Empty with { Forwards = [Checked(s_https with { Port = "400-500", ToPort = null })] };
        Assert.Equal("InvalidPortForward", Rules.ErrorOf(() => ForwardCheck.Checked(s_https with { Name = "other" }, set)));
        Assert.Equal("", Rules.ErrorOf(() => ForwardCheck.Checked(s_https with { Name = "other", Protocol = ["udp"] }, set)));
        Assert.Equal("", Rules.ErrorOf(() => ForwardCheck.Checked(s_https with { Name = "other", Interface = "eth5" }, set)));
        Assert.Equal("", Rules.ErrorOf(() => ForwardCheck.Checked(s_https, set)));
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1", null)]
    [InlineData("10.0.0.1:80", "10.0.0.1", 80)]
    [InlineData("2001:db8::1", "2001:db8::1", null)]
    [InlineData("[2001:db8::1]:443", "2001:db8::1", 443)]
    [InlineData("[2001:db8::1]", "2001:db8::1", null)]
    [InlineData("pi7", "pi7", null)]
    [InlineData("pi7:22", "pi7", 22)]
    public void A_target_is_taken_apart(string text, string address, int? port) => Assert.Equal((address, port), ForwardTarget.Parse("x", text));

    [Theory]
    [InlineData("pi7:")]
    [InlineData("pi7:0")]
    [InlineData(":80")]
    [InlineData("a:b:80")]
    public void What_is_no_target_is_refused(string text) => Assert.NotEqual("", Rules.ErrorOf(() => ForwardTarget.Parse("x", text)));

    private static DcPortForward Checked(DcPortForward forward) => ForwardCheck.Checked(forward, FirewallSet.Empty);

    private static void Refused(string errorId, DcPortForward forward) => Assert.Equal(errorId, Rules.ErrorOf(() => Checked(forward)));
}
