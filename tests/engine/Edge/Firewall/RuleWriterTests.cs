using Dentropy.Dns;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;
using Xunit;

namespace Dentropy.Engine.Tests.Edge.Firewall;

public sealed class RuleWriterTests
{
    [Fact]
    public void Ports_are_one_match_for_both_families()
    {
        const string line = "-p tcp -m multiport --dports 80,443 -m comment --comment dentropy:web -j ACCEPT";
        Assert.Equal([line], Rules.Lines(Rules.Web));
        Assert.Equal([line], Rules.Lines(Rules.Web, 6));
    }

    [Fact]
    public void A_range_takes_two_of_the_fifteen_places()
    {
        string[] ports = [.. Enumerable.Range(1, 14).Select(port => $"{port}"), "8000-8100"];
        Assert.Equal(
            [
                "-p udp -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14 -m comment --comment dentropy:x -j DROP",
                "-p udp --dport 8000:8100 -m comment --comment dentropy:x -j DROP",
            ],
            Rules.Lines(new DcFirewallRule { Name = "x", Protocol = ["udp"], Port = ports, Action = DcFirewallAction.Drop }));
    }

    [Fact]
    public void An_address_says_for_which_family_a_rule_is()
    {
        var rule = Rules.Web with { Source = ["10.1.2.3/8", "192.0.2.7"], Port = ["22"] };
        Assert.Equal(
            ["-s 10.0.0.0/8 -p tcp --dport 22 -m comment --comment dentropy:web -j ACCEPT", "-s 192.0.2.7/32 -p tcp --dport 22 -m comment --comment dentropy:web -j ACCEPT"], Rules.Lines(rule));
        Assert.Empty(Rules.Lines(rule, 6));
        Assert.Empty(Rules.Lines(rule with { Source = ["2001:db8::/32"] }));
        Assert.Equal(["-s 2001:db8::/32 -p tcp --dport 22 -m comment --comment dentropy:web -j ACCEPT"], Rules.Lines(rule with { Source = ["2001:DB8:0::1/32"] }, 6));
        Assert.Empty(Rules.Lines(Rules.Web with { Family = DcAddressFamily.IPv6 }));
    }

    [Fact]
    public void Only_drops_the_others_of_both_families()
    {
        var rule = Rules.Web with { Port = ["22"], Source = ["10.0.0.0/8"], Only = true };
        Assert.Equal(["-s 10.0.0.0/8 -p tcp --dport 22 -m comment --comment dentropy:web -j ACCEPT", "-p tcp --dport 22 -m comment --comment dentropy:web/only -j DROP"], Rules.Lines(rule));
        Assert.Equal(["-p tcp --dport 22 -m comment --comment dentropy:web/only -j DROP"], Rules.Lines(rule, 6));
    }

    [Fact]
    public void A_limit_counts_what_begins_a_connection_and_is_named_by_its_value()
    {
        var rule = Rules.Web with { Port = ["80"], RateLimit = "200/s" };
        var lines = Rules.Lines(rule);
        Assert.Matches("^-p tcp --dport 80 -m conntrack --ctstate NEW -m hashlimit --hashlimit-above 200/sec --hashlimit-burst 200 --hashlimit-mode srcip --hashlimit-name dentropy-[0-9a-f]{8} -m comment --comment dentropy:web/limit -j DROP$", lines[0]);
        Assert.Equal("-p tcp --dport 80 -m comment --comment dentropy:web -j ACCEPT", lines[1]);
        Assert.NotEqual(lines[0].Replace("200", "100", StringComparison.Ordinal), Rules.Lines(rule with { RateLimit = "100/s" })[0]);
        Assert.Contains("--hashlimit-srcmask 64", Rules.Lines(rule, 6)[0], StringComparison.Ordinal);
        Assert.DoesNotContain("ctstate", Rules.Lines(rule with { Protocol = ["udp"] })[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_comes_before_what_is_done()
    {
        var lines = Rules.Lines(new DcFirewallRule { Name = "a-name-that-is-longer-than-the-kernel-allows", Action = DcFirewallAction.Reject, Log = true, Protocol = ["tcp"], Port = ["23"] });
        Assert.Equal("-p tcp --dport 23 -m limit --limit 10/sec --limit-burst 20 -m comment --comment dentropy:a-name-that-is-longer-than-the-kernel-allows/log -j LOG --log-prefix \"dentropy a-name-that-is-lon: \"", lines[0]);
        Assert.EndsWith("-j REJECT --reject-with tcp-reset", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Interfaces_states_and_icmp()
    {
        Assert.Equal(
            ["-p ipv6-icmp -i eth1 -o eth0 -d 2001:db8::1/128 -m conntrack --ctstate NEW,RELATED -m comment --comment dentropy:x -j REJECT"],
            Rules.Lines(
                new DcFirewallRule
                {
                    Name = "x",
                    Protocol = ["icmp"],
                    Direction = DcFirewallDirection.Forward,
                    Interface = "eth1",
                    OutInterface = "eth0",
                    Destination = ["2001:db8::1"],
                    State = [DcConnectionState.Related, DcConnectionState.New],
                    Action = DcFirewallAction.Reject,
                },
                6));
    }

    [Fact]
    public void What_Docker_publishes_is_matched_by_the_port_that_was_asked_for()
    {
        Assert.Equal(
            [
                "-s 10.0.0.0/8 -p tcp -m conntrack --ctstate DNAT --ctdir ORIGINAL --ctorigdstport 80 -m comment --comment dentropy:web -j RETURN",
                "-p tcp -m conntrack --ctstate DNAT --ctdir ORIGINAL --ctorigdstport 80 -m comment --comment dentropy:web/only -j DROP",
                "-s 10.0.0.0/8 -p tcp -m conntrack --ctstate DNAT --ctdir ORIGINAL --ctorigdstport 443 -m comment --comment dentropy:web -j RETURN",
                "-p tcp -m conntrack --ctstate DNAT --ctdir ORIGINAL --ctorigdstport 443 -m comment --comment dentropy:web/only -j DROP",
            ],
            Rules.Lines(Rules.Web with { Source = ["10.0.0.0/8"], Only = true }, chain: FirewallChains.Docker));
        Assert.Empty(Rules.Lines(Rules.Web with { Direction = DcFirewallDirection.Forward }, chain: FirewallChains.Docker));
        Assert.Empty(Rules.Lines(new DcFirewallRule { Name = "ping", Protocol = ["icmp"] }, chain: FirewallChains.Docker));
    }

    [Fact]
    public void A_rule_of_a_thousand_sources_is_not_without_bound()
    {
        string[] many = [.. Enumerable.Range(0, 4000).Select(i => $"10.{i / 256}.{i % 256}.1")];
        Assert.Equal(4000, Rules.Lines(Rules.Web with { Source = many, Direction = DcFirewallDirection.Forward }).Count);
        Assert.Equal("InvalidFirewallRule", Rules.ErrorOf(() => Rules.Lines(Rules.Web with { Source = many, Protocol = ["tcp", "udp"] })));
    }
}
