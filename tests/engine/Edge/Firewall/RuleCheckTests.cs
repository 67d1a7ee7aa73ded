using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;
using Xunit;

namespace Dentropy.Engine.Tests.Edge.Firewall;

public sealed class RuleCheckTests
{
    [Theory]
    [InlineData("")]
    [InlineData("-web")]
    [InlineData("web/limit")]
    [InlineData("web;reboot")]
    [InlineData("web\n-A INPUT -j DROP")]
    [InlineData("wéb")]
    public void A_name_that_could_mean_something_else_is_refused(string name) => Refused("InvalidFirewallName", Rules.Web with { Name = name });

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0")]
    [InlineData("010.0.0.1")]
    [InlineData("10.0.0.1 -j DROP")]
    [InlineData("fe80::1%eth0")]
    [InlineData("2001:db8::/129")]
    [InlineData("[::1]")]
    [InlineData("1.2.3.4/8/8")]
    [InlineData("1.2.3.4/+8")]
    public void What_is_no_network_is_refused(string range)
    {
        Refused("InvalidAddressRange", Rules.Web with { Source = [range] });
        Refused("InvalidAddressRange", Rules.Web with { Destination = [range] });
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("90-80")]
    [InlineData("http")]
    [InlineData("80;")]
    [InlineData("1-2-3")]
    [InlineData("+80")]
    public void What_is_no_port_is_refused(string port) => Refused("InvalidPort", Rules.Web with { Port = [port] });

    [Theory]
    [InlineData("200")]
    [InlineData("0/s")]
    [InlineData("10001/s")]
    [InlineData("5/y")]
    [InlineData("-5/s")]
    public void What_is_no_limit_is_refused(string limit) => Refused("InvalidRateLimit", Rules.Web with { RateLimit = limit });

    [Theory]
    [InlineData("eth0 -j DROP")]
    [InlineData("an-interface-too-long")]
    [InlineData("")]
    [InlineData("-i")]
    public void What_is_no_interface_is_refused(string name) => Refused("InvalidInterface", Rules.Web with { Interface = name });

    [Fact]
    public void What_contradicts_itself_is_refused()
    {
        Refused("InvalidFirewallRule", new DcFirewallRule { Name = "x", Port = ["80"] });
        Refused("InvalidFirewallRule", new DcFirewallRule { Name = "x", Protocol = ["icmp"], Port = ["80"] });
        Refused("InvalidFirewallRule", new DcFirewallRule { Name = "x", Protocol = ["gre"] });
        Refused("InvalidFirewallRule", Rules.Web with { OutInterface = "eth0" });
        Refused("InvalidFirewallRule", Rules.Web with { Direction = DcFirewallDirection.Output, Interface = "eth0" });
        Refused("InvalidFirewallRule", Rules.Web with { Action = DcFirewallAction.Drop, RateLimit = "5/s" });
        Refused("InvalidFirewallRule", Rules.Web with { Only = true });
        Refused("InvalidFirewallRule", Rules.Web with { Only = true, Source = ["10.0.0.0/8"], Action = DcFirewallAction.Drop });
        Refused("InvalidFirewallRule", Rules.Web with { Source = ["10.0.0.0/8"], Destination = ["2001:db8::/32"] });
        Refused("InvalidFirewallRule", Rules.Web with { Priority = 1001 });
    }

    [Fact]
    public void What_is_kept_is_in_one_form()
    {
        var rule = RuleCheck.Checked(new DcFirewallRule
        {
            Name = "web", Protocol = ["TCP,udp", "tcp"], Port = ["80,443", "80", "8000:8001", "7-7"], Source = ["10.1.2.3/8", "10.0.0.0/8"], RateLimit = "5/minute", Packets = 7, Status = DcFirewallState.Missing,
        });
        Assert.Equal(["tcp", "udp"], rule.Protocol);
        Assert.Equal(["80", "443", "8000-8001", "7"], rule.Port);
        Assert.Equal(["10.0.0.0/8"], rule.Source);
        Assert.Equal(("5/m", 0L, DcFirewallState.Active), (rule.RateLimit, rule.Packets, rule.Status));
        Assert.Empty(RuleCheck.Checked(rule with { Protocol = ["any"], Port = [] }).Protocol);
    }

    [Theory]
    [InlineData("-A INPUT -j DROP")]
    [InlineData("-j ACCEPT -t nat")]
    [InlineData("-p tcp --table nat -j ACCEPT")]
    [InlineData("-j ACCEPT\n-F INPUT")]
    [InlineData("-m comment --comment \"x -j DROP")]
    [InlineData("-m comment --comment dentropy:web -j DROP")]
    [InlineData("'-F' -j ACCEPT")]
    [InlineData("  ")]
    public void A_raw_rule_stays_a_rule_of_our_own_chain(string raw) => Refused("InvalidRawRule", new DcFirewallRule { Name = "x", Raw = raw });

    [Fact]
    public void A_raw_rule_has_a_chain_of_its_table()
    {
        Refused("InvalidRawRule", new DcFirewallRule { Name = "x", Raw = "-j ACCEPT", Table = "nat", Chain = "FORWARD" });
        Refused("InvalidRawRule", new DcFirewallRule { Name = "x", Raw = "-j ACCEPT", Table = "security" });
        Refused("InvalidRawRule", new DcFirewallRule { Name = "x", Raw = "-j ACCEPT", Port = ["80"] });
        Refused("InvalidRawRule", new DcFirewallRule { Name = "x", Raw = "-j ACCEPT", Action = DcFirewallAction.Drop });
        Refused("InvalidFirewallRule", new DcFirewallRule { Name = "x", Table = "nat" });
        var rule = new DcFirewallRule { Name = "x", Raw = " -p tcp -j TOS --set-tos 0x10 ", Table = "mangle", Chain = "prerouting" };
        var line = RuleWriter.Write(RuleCheck.Checked(rule))[0];
        Assert.Equal(("mangle", "DENTROPY-PREROUTING", "-m comment --comment dentropy:x -p tcp -j TOS --set-tos 0x10"), (line.Table, line.Chain, line.Text));
    }

    [Theory]
    [InlineData("-s 198.51.100.7 -j ACCEPT", "4")]
    [InlineData("-j DNAT --to-destination 192.0.2.1:80", "4")]
    [InlineData("-d 2001:db8::/64 -j ACCEPT", "6")]
    [InlineData("-j DNAT --to-destination [2001:db8::1]:80", "6")]
    [InlineData("-p icmpv6 -j ACCEPT", "6")]
    [InlineData("-p gre -j ACCEPT", "46")]
    [InlineData("-m hashlimit --hashlimit-above 1.5/sec -j DROP", "46")]
    public void The_address_in_a_raw_rule_says_for_which_family_it_is(string raw, string versions) =>
        Assert.Equal(versions, string.Concat(RuleWriter.Versions(RuleCheck.Checked(new DcFirewallRule { Name = "x", Raw = raw }))));

    private static void Refused(string errorId, DcFirewallRule rule) => Assert.Equal(errorId, Rules.ErrorOf(() => RuleCheck.Checked(rule)));
}
